package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.cli.Launcher;
import heliograph.cli.Launcher.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The graph benchmark, with graphs as small as it takes. */
class GraphBenchIT {
  @TempDir private Path folder;

  @Test
  void graph_threeSizes_areShownSideBySide() throws Exception {
    Outcome outcome =
        Launcher.run(folder, "bench", "graph", "--accounts", "500000", "--follows", "6000000");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.output())
        .contains("|  | 5,000 accounts | 50,000 accounts | 500,000 accounts |")
        .containsPattern("\\| communities, s \\| \\d")
        .containsPattern("\\| precision; recall \\| \\d\\.\\d{3}; \\d\\.\\d{3} \\|");
  }

  @Test
  void graph_tooSmall_isRefused() throws Exception {
    Outcome outcome = Launcher.run(folder, "bench", "graph", "--accounts", "1000");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.output()).contains("--accounts takes numbers of 500000 at least");
  }
}
