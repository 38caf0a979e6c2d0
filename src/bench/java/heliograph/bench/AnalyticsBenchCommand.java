package heliograph.bench;

import heliograph.cli.Progress;
import heliograph.config.CryptoProvider;
import heliograph.runtime.SchnorrProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what statistics bear, and what they cost the relay. */
@Command(
    name = "analytics",
    description = {
      "Measure the statistics on PostgreSQL of their own, in temporary folders.",
      "writers: rows that the feed's and the requests' writers bear for --seconds while dashboards",
      "ask. relay: how fast relays take events with statistics and without, by turns."
    },
    mixinStandardHelpOptions = true)
final class AnalyticsBenchCommand implements Callable<Integer> {
  private static final int AUTHORS = 200;

  /** What can be measured alone. */
  enum Part {
    WRITERS,
    RELAY,
    BOTH
  }

  @Option(
      names = "--part",
      paramLabel = "PART",
      defaultValue = "BOTH",
      description = "writers, relay or both; default both")
  private Part part;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "of writing; default 60")
  private int seconds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "12000",
      description = "changes of the store a second; default ${DEFAULT-VALUE}")
  private int rate;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "200",
      description = "requests a second beside them; default ${DEFAULT-VALUE}")
  private int requests;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "relays with statistics, and as many without; default 3")
  private int rounds;

  @Option(
      names = "--generate",
      paramLabel = "N",
      defaultValue = "40000",
      description = "events for each relay; default ${DEFAULT-VALUE}")
  private int generate;

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    if (seconds < 1 || rate < 1 || requests < 0 || rounds < 1 || generate < 1) {
      System.err.println("heliograph: --seconds, --rate, --rounds and --generate take 1 and more");
      return 2;
    }
    boolean met = true;
    if (part != Part.RELAY) {
      met = new WriterRun(rate, requests, Duration.ofSeconds(seconds)).run();
    }
    if (part != Part.WRITERS) {
      String home = System.getProperty("heliograph.home");
      if (home == null) {
        throw new IllegalStateException("start it with ./heliograph bench analytics");
      }
      Corpus corpus = new Corpus(SchnorrProvider.of(CryptoProvider.AUTO), 1, AUTHORS);
      Progress progress = new Progress("events signed", generate);
      long since = System.currentTimeMillis() / 1_000 - generate / 100;
      PreparedEvents events =
          PreparedEvents.sign(corpus, generate, since, done -> progress.at(done, done));
      progress.end();
      met &= new StatisticsCost(Path.of(home), events, rounds).run();
    }
    return met ? 0 : 1;
  }
}
