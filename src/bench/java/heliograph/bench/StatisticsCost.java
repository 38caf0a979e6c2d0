package heliograph.bench;

import heliograph.runtime.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How fast relays take events with statistics and without, by turns: each with a new store, the
 * same events, the same cores. The first tenth of the events is for the compiler.
 */
final class StatisticsCost {
  private static final int CONNECTIONS = 8;
  private static final int WINDOW = 64;
  private static final double RATIO_MIN = 0.9;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

  private final Path home;
  private final PreparedEvents first;
  private final PreparedEvents events;
  private final int rounds;

  StatisticsCost(Path home, PreparedEvents all, int rounds) {
    this.home = home;
    first = all.part(0, all.size() / 10);
    events = all.part(all.size() / 10, all.size());
    this.rounds = rounds;
  }

  /** Runs and prints; true if relays with statistics are within a tenth of those without. */
  boolean run() throws IOException, InterruptedException {
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      boolean onFirst = round % 2 == 1;
      for (boolean on : new boolean[] {onFirst, !onFirst}) {
        System.out.println(on ? "with statistics" : "without statistics");
        (on ? with : without).add(publish(on));
      }
    }
    double ratio = median(with) / median(without);
    System.out.printf(
        Locale.ROOT,
        "median with %,.0f events/s, without %,.0f events/s: ratio %.2f, within a tenth %s%n",
        median(with),
        median(without),
        ratio,
        ratio >= RATIO_MIN ? "met" : "NOT MET");
    return ratio >= RATIO_MIN;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }

  private double publish(boolean on) throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("heliograph-bench-analytics");
    RelayProcess relay =
        new RelayProcess(
            home,
            data,
            RelayProcess.freePort(),
            Map.of("HELIOGRAPH_ANALYTICS_ENABLED", Boolean.toString(on)));
    try {
      relay.awaitReady();
      if (on) {
        await(relay, "heliograph_database_up", 1);
      }
      require(new PublishRun(relay.webSocket(), first, CONNECTIONS, WINDOW));
      PublishRun run = new PublishRun(relay.webSocket(), events, CONNECTIONS, WINDOW);
      require(run);
      if (on) {
        long ended = System.nanoTime();
        await(relay, "heliograph_analytics_lag_changes", 0);
        System.out.printf(
            Locale.ROOT, "all counted %.1f s later%n", (System.nanoTime() - ended) / 1e9);
      }
      return run.eventsPerSecond();
    } finally {
      relay.stop();
      Folders.remove(data);
    }
  }

  private static void require(PublishRun run) {
    if (!run.run()) {
      throw new IllegalStateException("not all events were taken");
    }
  }

  private static void await(RelayProcess relay, String meter, double value)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (relay.figure(meter) != value) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(meter + " does not become " + value);
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }
}
