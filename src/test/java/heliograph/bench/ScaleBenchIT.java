package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.cli.Launcher;
import heliograph.cli.Launcher.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scale benchmark, with stores as small as it takes. */
class ScaleBenchIT {
  @TempDir private Path folder;

  @Test
  void scale_twoSizes_areShownSideBySide() throws Exception {
    Path stores = folder.resolve("stores");
    Outcome outcome =
        Launcher.run(
            folder, "bench", "scale", "--sizes", "10000,20000", "--keep", "--folder", "" + stores);
    assertThat(outcome.output())
        .contains("10,000 events generated: ", "20,000 events generated: ")
        .contains("| first pass | 10,000: events |", "| warm       | 10,000: events |")
        .containsPattern("\\| global +\\| +500\\.0 .*\\| +500\\.0 ");
    String kept = stores.resolve("seed1-10000").toString();
    assertThat(Launcher.run(folder, "verify", "--no-signatures", "--data", kept).output())
        .contains("no faults");
    Outcome again =
        Launcher.run(folder, "bench", "scale", "--sizes", "10000", "--folder", "" + stores);
    assertThat(again.exitCode()).isZero();
    try (var left = Files.list(stores)) {
      assertThat(left.map(Path::getFileName).map(Path::toString).toList())
          .isEqualTo(List.of("seed1-20000"));
    }
  }

  @Test
  void scale_tooSmall_isRefused() throws Exception {
    Outcome outcome =
        Launcher.run(folder, "bench", "scale", "--sizes", "10", "--folder", "" + folder);
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.output()).contains("--sizes takes numbers of 10000 at least");
  }
}
