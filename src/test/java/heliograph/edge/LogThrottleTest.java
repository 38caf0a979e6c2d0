package heliograph.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How often something is told. */
class LogThrottleTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  @Test
  void kind_isDueOnceAMinute() {
    LogThrottle seldom = new LogThrottle();
    assertThat(seldom.isDue("a", 0)).isTrue();
    assertThat(seldom.isDue("a", MINUTE - 1)).isFalse();
    assertThat(seldom.isDue("b", 1)).isTrue();
    assertThat(seldom.isDue("a", MINUTE)).isTrue();
  }

  @Test
  void kinds_beyondThoseThatAreKnown_countAsOne() {
    LogThrottle seldom = new LogThrottle();
    int told = 0;
    for (int i = 0; i < 1_000; i++) {
      told += seldom.isDue("kind" + i, 0) ? 1 : 0;
    }
    assertThat(told).isEqualTo(101);
  }
}
