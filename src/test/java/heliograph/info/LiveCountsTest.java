package heliograph.info;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveCountsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "99, 0",
    "100, 100",
    "199, 100",
    "9_999, 9_900",
    "10_000, 10_000",
    "10_999, 10_000",
    "123_456, 120_000",
    "9_999_999, 9_900_000"
  })
  void about_isTwoDigitsAndWholeHundreds(String exact, String about) {
    assertThat(LiveCounts.about(Long.parseLong(exact.replace("_", ""))))
        .isEqualTo(Long.parseLong(about.replace("_", "")));
  }

  @Test
  void page_saysThatItIsAbout() {
    assertThat(new LiveCounts(0, true, 1, 1).eventsText()).isEqualTo("under 100");
    assertThat(new LiveCounts(1_200, true, 1, 1).eventsText()).isEqualTo("about 1200");
    assertThat(new LiveCounts(37, false, 1, 1).eventsText()).isEqualTo("37");
  }
}
