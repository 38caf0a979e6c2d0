package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.cli.Launcher.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts with the file of {@code ./heliograph prepare}, whole or not. */
class PreparedStartIT {
  private static final Pattern KEPT = Pattern.compile("later starts use (.*\\.aot)");
  private static final Pattern TWO_LINES_AND_READY =
      Pattern.compile("heliograph: starting, .*\\nLaunching .*\\nHeliograph is ready: .*\\n");

  @TempDir private Path folder;

  /** Returns the file that a start of this build uses. */
  private Path prepared() throws Exception {
    Assumptions.assumeTrue(Runtime.version().feature() >= 25, "Java 25 can prepare its starts");
    Outcome outcome = Launcher.run(folder, "prepare", "--missing");
    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    Matcher said = KEPT.matcher(Launcher.run(folder, "prepare", "--missing").output());
    assertThat(said.find()).isTrue();
    return Path.of(said.group(1));
  }

  /** Starts a relay and returns the names of the files that it has mapped. */
  private String mapped(Map<String, String> environment) throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    Process relay = Launcher.startRelay(environment, data, Launcher.freePort());
    try {
      assertThat(Files.readString(data.resolve("relay.log"))).matches(TWO_LINES_AND_READY);
      Path maps = Path.of("/proc", Long.toString(relay.pid()), "maps");
      Assumptions.assumeTrue(Files.isReadable(maps), "only Linux tells");
      return Files.readString(maps, UTF_8);
    } finally {
      relay.destroy();
      relay.waitFor();
    }
  }

  @Test
  void run_afterPrepare_usesTheFile() throws Exception {
    Path file = prepared();

    assertThat(mapped(Map.of())).contains(file.toString());
  }

  @Test
  void run_withADamagedFile_startsWithoutAWord() throws Exception {
    byte[] whole = Files.readAllBytes(prepared());
    Path damaged =
        Files.write(folder.resolve("damaged.aot"), Arrays.copyOf(whole, whole.length / 2));

    assertThat(mapped(Map.of("HELIOGRAPH_START_CACHE", damaged.toString()))).doesNotContain(".aot");
  }
}
