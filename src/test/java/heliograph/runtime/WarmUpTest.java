package heliograph.runtime;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.RelayConfig;
import heliograph.websocket.PracticeDoor;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class WarmUpTest {
  @TempDir Path data;

  @Test
  void warmUp_ofAShortTime_publishesAndLeavesNothing() throws Exception {
    try (WarmUp warmUp = start("500ms")) {
      warmUp.await();

      assertThat(warmUp.isOver()).isTrue();
      assertThat(warmUp.rounds()).isPositive();
      assertThat(data).isEmptyDirectory();
    }
  }

  @Test
  void warmUp_ofNoTime_doesNothing() throws Exception {
    try (WarmUp warmUp = start("0s")) {
      warmUp.await();

      assertThat(warmUp.rounds()).isZero();
    }
  }

  @Test
  @Timeout(180)
  void close_inTheMiddle_endsItAndLeavesNothing() throws Exception {
    WarmUp warmUp = start("10m");
    eventually("warmUp.rounds() > 0", () -> warmUp.rounds() > 0);

    warmUp.close();

    assertThat(warmUp.isOver()).isTrue();
    assertThat(data).isEmptyDirectory();
  }

  private WarmUp start(String time) {
    return WarmUp.start(config(time), new PracticeDoor());
  }

  private RelayConfig config(String time) {
    Map<String, String> values =
        Map.of("heliograph.data", data.toString(), "heliograph.warm-up", time);
    return RelayConfig.read(key -> Optional.ofNullable(values.get(key)));
  }
}
