package heliograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times as options take them. */
class TimesTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

  @ParameterizedTest
  @CsvSource({
    "1700000000, 1700000000",
    "0, 0",
    "-5, -5",
    "60s, 1699999940",
    "90m, 1699994600",
    "12h, 1699956800",
    "7d, 1699395200",
    "2w, 1698790400",
    "1y, 1668464000",
    "2023-11-14, 1699920000",
    "2023-11-14T22:13:20Z, 1700000000",
    "2023-11-15T00:13:20+02:00, 1700000000"
  })
  void seconds_everyForm_isRead(String text, long expected) {
    assertThat(Times.seconds(text, NOW)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "7",
        "d",
        "7 d",
        "-7d",
        "1.5h",
        "9999999999d",
        "2023-13-01",
        "12:00",
        "2023-11-14T",
        "1e9"
      })
  void age_otherText_isRefused(String text) {
    assertThatThrownBy(() -> Times.age(text)).hasMessageStartingWith("not an age");
    if (!text.equals("7")) {
      assertThatThrownBy(() -> Times.seconds(text, NOW)).hasMessageStartingWith("not a time");
    }
  }
}
