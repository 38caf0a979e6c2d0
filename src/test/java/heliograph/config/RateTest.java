package heliograph.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {
  @ParameterizedTest
  @CsvSource({
    "100MiB/24h, 104857600, PT24H",
    "1GiB/d, 1073741824, PT24H",
    "64KiB/10s, 65536, PT10S",
    "999999GiB / 7d, 1073740750258176, PT168H"
  })
  void bytes_haveAUnit(String text, long bytes, Duration per) {
    assertThat(Rate.parseBytes(text)).isEqualTo(new Rate(bytes, per));
  }

  @Test
  void bytes_ofNone_areUnlimited() {
    assertThat(Rate.parseBytes("").isUnlimited()).isTrue();
    assertThat(Rate.parseBytes("none").isUnlimited()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"100/d", "100MB/d", "0MiB/d", "5MiB", "-1MiB/d", "1MiB/0s", "MiB/d"})
  void bytes_ofAnythingElse_areRefused(String text) {
    assertThatThrownBy(() -> Rate.parseBytes(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a rate");
  }
}
