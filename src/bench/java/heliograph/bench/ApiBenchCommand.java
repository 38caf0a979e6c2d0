package heliograph.bench;

import heliograph.config.AnalyticsConfig;
import heliograph.config.RelayConfig;
import heliograph.database.DatabaseServer;
import heliograph.runtime.AnalyticsWiring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the statistics' answers on a year of traffic that never was. */
@Command(
    name = "api",
    description = {
      "Fill a database with a generated year of statistics, start a relay over it and ask every resource"
          + " of /api/v1 at a rate, open loop: a latency counts from when its question was due.",
      "A folder that was filled before is measured as it is. Exit code 1: a question was not"
          + " answered with 200. A promised number that is not met is said to be so."
    },
    mixinStandardHelpOptions = true)
final class ApiBenchCommand implements Callable<Integer> {
  private static final double P95_MAX = 100;
  private static final String PASSWORD = "only for the bench";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "the relay's folder; default: a new one, printed at start")
  private @Nullable Path data;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "2000000",
      description = "rows of the events' table; default ${DEFAULT-VALUE}")
  private int events;

  @Option(
      names = "--accounts",
      paramLabel = "N",
      defaultValue = "200000",
      description = "authors; default ${DEFAULT-VALUE}")
  private int accounts;

  @Option(
      names = "--addresses",
      paramLabel = "N",
      defaultValue = "2500",
      description = "that ask something on a day; default ${DEFAULT-VALUE}")
  private int addresses;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "200",
      description = "questions/s; default 200")
  private int rate;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "how long; default 60")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "of the same before, not counted; default ${DEFAULT-VALUE}")
  private int warmUp;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "of rows and questions; default 1")
  private int seed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    String home = System.getProperty("heliograph.home");
    if (home == null) {
      throw new IllegalStateException("start it with ./heliograph bench api");
    }
    Path folder =
        (data == null ? Files.createTempDirectory("heliograph-api") : data).toAbsolutePath();
    Files.createDirectories(folder);
    System.out.println("the relay's folder is " + folder);
    fill(folder);
    RelayProcess relay =
        new RelayProcess(
            Path.of(home),
            folder,
            RelayProcess.freePort(),
            Map.of("HELIOGRAPH_ANALYTICS_ENABLED", "true", "HELIOGRAPH_API_PASSWORD", PASSWORD));
    try {
      relay.awaitReady();
      relay.awaitAnswer("/api/v1/overview");
      ApiQuestions questions = new ApiQuestions(relay.http("/"), PASSWORD, accounts, seed);
      ApiRun run = new ApiRun(rate, questions::any, questions::answered);
      System.err.println("warming up …");
      run.run(Duration.ofSeconds(warmUp));
      System.err.println("measuring …");
      return report(run.run(Duration.ofSeconds(seconds)));
    } finally {
      relay.stop();
    }
  }

  private static int report(ApiReport report) {
    report.lines().forEach(System.out::println);
    double p95 = report.total().p95();
    System.out.printf(
        Locale.ROOT,
        "p95 of all %.1f ms: goal %s (below %.0f ms)%n",
        p95,
        p95 < P95_MAX ? "met" : "NOT MET",
        P95_MAX);
    return report.isFaultless() ? 0 : 1;
  }

  private void fill(Path folder) throws InterruptedException {
    AnalyticsConfig config =
        RelayConfig.read(key ->
                key.equals("heliograph.data") ? Optional.of(folder.toString()) : Optional.empty())
            .fixed()
            .analytics();
    DatabaseServer server = AnalyticsWiring.server(config);
    try {
      SyntheticYear year = new SyntheticYear(server.start(), config.database());
      var size = new SyntheticYear.Size(events, accounts, addresses, (seed % 1_000) / 1e3);
      long began = System.nanoTime();
      boolean generated = year.fill(size, what -> System.err.println("generating " + what + " …"));
      if (generated) {
        System.out.printf(
            Locale.ROOT,
            "a year of %,d events and %,d accounts generated in %.0f s%n",
            events,
            accounts,
            (System.nanoTime() - began) / 1e9);
      }
    } finally {
      server.stop();
    }
  }
}
