package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.cli.Launcher;
import heliograph.cli.Launcher.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The loads as an operator runs them, short: every delivery comes, every kill is survived. Their
 * relays run with the options of Java that an operator's have, not with those of the build.
 */
class LoadIT {
  private static final Map<String, String> SHIPPED = Map.of("JVM_ARGS", "");

  @TempDir private Path folder;

  @Test
  void soak_withAKill_losesNothing() throws Exception {
    Path csv = folder.resolve("samples.csv");
    Outcome outcome =
        Launcher.run(
            folder,
            SHIPPED,
            "soak",
            "--minutes",
            "0.12",
            "--kill-every",
            "0.06",
            "--sample",
            "1",
            "--collect",
            "3",
            "--connections",
            "50",
            "--data",
            folder.resolve("d").toString(),
            "--csv",
            csv.toString());
    assertThat(outcome.output())
        .contains("killing relay 1", "relays 2, of which killed 1", "store faults 0")
        .contains(" 0 missing, 0 altered, 0 resurrected", "nothing was lost")
        .containsPattern("\\d:\\d\\d:\\d\\d  [\\d,]+ events  p95 ms: OK ")
        .containsPattern("deliveries [\\d,]+: 0 missing, 0 surplus");
    assertThat(outcome.exitCode()).isZero();
    assertThat(Files.readAllLines(csv))
        .hasSizeGreaterThan(2)
        .first()
        .asString()
        .startsWith("seconds,life,age,heap,");
  }

  @Test
  void mix_deliversEverything() throws Exception {
    int port = Launcher.freePort();
    Process relay = Launcher.startRelay(SHIPPED, folder, port);
    try {
      Path events = folder.resolve("events.jsonl");
      String[] mix = {
        "bench",
        "mix",
        "--url",
        "ws://127.0.0.1:" + port + "/",
        "--connections",
        "200",
        "--subscriptions",
        "5",
        "--authors",
        "100",
        "--rate",
        "100",
        "--minutes",
        "0.05",
        "--queries",
        "20",
        "--pid",
        "" + relay.pid(),
        "--events",
        events.toString()
      };
      Outcome outcome = Launcher.run(folder, mix);
      assertThat(outcome.output())
          .contains("connections 200 listening", "subscriptions 1,000")
          .contains("300 accepted, 0 refused, 0 duplicates, 0 unanswered")
          .containsPattern("deliveries [23],\\d\\d\\d, [\\d,]+/s: 0 missing, 0 surplus")
          .containsPattern("relay memory MB \\d+ before")
          .containsPattern("10,000 connections +200 +not met")
          .contains("nothing was lost");
      assertThat(outcome.exitCode()).isZero();
    } finally {
      relay.destroy();
      relay.waitFor();
    }
  }

  @Test
  void hostileTorture_short_isHeldAndLosesNothing() throws Exception {
    Outcome outcome =
        Launcher.run(
            folder,
            Map.of("HELIOGRAPH_ANALYTICS_ENABLED", "true", "JVM_ARGS", ""),
            "torture",
            "--hostile",
            "--minutes",
            "0.25",
            "--listeners",
            "40");
    assertThat(outcome.output())
        .contains("quiet: 100 honest clients", " 0 missing, 0 altered", "store faults 0")
        .containsPattern("attacked +OK ms p50")
        .containsPattern("events of very many tags, deleted at once +[\\d,]+ rounds")
        .contains("the relay held, and nothing was lost");
    assertThat(outcome.exitCode()).isZero();
  }
}
