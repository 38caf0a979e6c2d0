package heliograph.bench;

import heliograph.config.CryptoProvider;
import heliograph.runtime.SchnorrProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Kills a relay over and over and checks that nothing it acknowledged is lost. */
@Command(
    name = "torture",
    description = {
      "Start a relay of its own, publish as fast as it takes, SIGKILL it at a random moment, and",
      "check on the next start that every event answered OK true is there, byte for byte, and that",
      "the store is whole. Exit code 1: something was lost.",
      "With --hostile: attack a relay of its own in every known way from eight addresses at once,"
          + " in a network namespace where that is possible, beside honest clients. Prints their"
          + " latencies in quiet and under attack. Exit code 1: the relay ended, lost something,"
          + " or turned an honest client away."
    },
    mixinStandardHelpOptions = true)
final class TortureCommand implements Callable<Integer> {
  private static final int AUTHORS = 200;

  /** A PostgreSQL outlives a relay that is killed, and nobody would end it. */
  private static final Map<String, String> WITHOUT_STATISTICS =
      Map.of("HELIOGRAPH_ANALYTICS_ENABLED", "false");

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "50",
      description = "kills; default ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "of moments and events")
  private long seed;

  @Option(names = "--hostile", description = "attack it instead of killing it")
  private boolean hostile;

  @Option(
      names = "--minutes",
      paramLabel = "MINUTES",
      defaultValue = "10",
      description = "how long an attack lasts; default ${DEFAULT-VALUE}")
  private double minutes;

  @Option(
      names = "--listeners",
      paramLabel = "N",
      defaultValue = "200",
      description = "honest clients that listen beside an attack; default ${DEFAULT-VALUE}")
  private int listeners;

  @Override
  public Integer call() throws IOException, InterruptedException {
    String home = System.getProperty("heliograph.home");
    if (home == null) {
      throw new IllegalStateException("start torture with ./heliograph torture");
    }
    if (hostile) {
      Duration time = Duration.ofMillis(Math.round(minutes * 60_000));
      return new HostileTorture(Path.of(home), time, listeners, seed)
          .run(
              List.of(
                  "torture",
                  "--hostile",
                  "--minutes=" + minutes,
                  "--listeners=" + listeners,
                  "--seed=" + seed));
    }
    Path data = Files.createTempDirectory("heliograph-torture");
    int port = RelayProcess.freePort();
    Random random = new Random(seed);
    KeptEvents kept = new KeptEvents(Integer.MAX_VALUE, 0, random);
    Corpus corpus = new Corpus(SchnorrProvider.of(CryptoProvider.AUTO), seed, AUTHORS);
    TortureRound torture =
        new TortureRound(corpus, System.currentTimeMillis() / 1_000 - 86_400, kept);
    long lost = 0;
    for (int round = 1; round <= rounds + 1; round++) {
      RelayProcess relay = new RelayProcess(Path.of(home), data, port, WITHOUT_STATISTICS);
      try {
        relay.awaitReady();
        lost += DurabilityCheck.check(relay.webSocket(), kept).faults();
        if (round <= rounds) {
          torture.run(relay, Duration.ofMillis(300L + random.nextInt(2_200)));
        }
      } finally {
        relay.kill();
      }
      lost += StoreFaults.count(data);
      System.out.printf(
          "round %d: %,d acknowledged so far, %d lost or faulty%n",
          round, kept.acknowledged(), lost);
    }
    System.out.println(lost == 0 ? "nothing was lost" : lost + " LOST OR FAULTY; data in " + data);
    return lost == 0 ? 0 : 1;
  }
}
