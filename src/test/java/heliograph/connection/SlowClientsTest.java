package heliograph.connection;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.metrics.InMemoryMeters;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Clients that do not read, in the log. */
class SlowClientsTest {
  private long now = -5;

  @Test
  void note_ofVeryMany_isOneLineAMinuteAndCountsAll() {
    InMemoryMeters meters = new InMemoryMeters();
    SlowClients slow = new SlowClients(meters, () -> now);
    assertThat(slow.note(1)).isTrue();
    for (int i = 0; i < 1_000; i++) {
      assertThat(slow.note(1)).isFalse();
    }
    now += Duration.ofMinutes(1).toNanos();
    assertThat(slow.note(1)).isTrue();
    assertThat(meters.counters()).containsEntry("heliograph_slow_clients_total", 1_002L);
  }
}
