package heliograph.bench;

import heliograph.analytics.WriterBench;
import heliograph.bench.Latency.Figures;
import heliograph.bench.SyntheticYear.Size;
import heliograph.config.RelayConfig;
import heliograph.database.DatabaseServer;
import heliograph.metrics.InMemoryMeters;
import heliograph.runtime.AnalyticsWiring;
import heliograph.runtime.Folders;
import heliograph.runtime.Threads;
import heliograph.statistics.Interval;
import heliograph.statistics.PageRequest;
import heliograph.statistics.Period;
import heliograph.statistics.Statistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Writers at work on a generated year while dashboards ask: 20 questions a second of those that a
 * page of figures asks, and every ten seconds for today's events, which are counted from their
 * rows. Latencies count from when a question was due.
 */
final class WriterRun {
  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(50);
  private static final Duration BETWEEN_LIVE = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Size HISTORY = new Size(500_000, 10_000, 500, 0.5);
  private static final double PROMISED_ROWS = 10_000;
  private static final double PROMISED_MILLIS = 100;
  private static final PageRequest PAGE = new PageRequest(100, "");

  private final int rate;
  private final int requests;
  private final Duration time;

  WriterRun(int rate, int requests, Duration time) {
    this.rate = rate;
    this.requests = requests;
    this.time = time;
  }

  /** Asks one question after the other, each when it is due, until {@code end}. */
  private static Latency ask(List<Runnable> questions, Duration between, long end)
      throws InterruptedException {
    Latency latency = new Latency();
    long due = System.nanoTime();
    for (int i = 0; due < end; i++) {
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      questions.get(i % questions.size()).run();
      latency.record(System.nanoTime() - due);
      due += between.toNanos();
    }
    return latency;
  }

  /** Runs and prints; true if what is promised was met. */
  boolean run() throws IOException, InterruptedException, ExecutionException {
    Path folder = Files.createTempDirectory("heliograph-bench-analytics");
    Map<String, String> settings = Map.of("heliograph.data", folder.toString());
    RelayConfig config = RelayConfig.read(key -> Optional.ofNullable(settings.get(key)));
    InMemoryMeters meters = new InMemoryMeters();
    DatabaseServer server = AnalyticsWiring.server(config.fixed().analytics());
    try {
      DatabaseServer.Address address = server.start();
      new SyntheticYear(address, config.fixed().analytics().database())
          .fill(HISTORY, step -> System.err.println("making a year: " + step));
      try (WriterBench bench =
          new WriterBench(
              address, config.fixed().analytics(), rate, requests, meters, Threads::platform)) {
        return measure(bench, meters);
      }
    } finally {
      server.stop();
      Folders.remove(folder);
    }
  }

  private boolean measure(WriterBench bench, InMemoryMeters meters)
      throws InterruptedException, ExecutionException {
    try (Statistics statistics = new Statistics(bench.database(), Clock.systemUTC());
        ExecutorService askers = Executors.newCachedThreadPool(Threads.platform("dashboard"))) {
      long before = bench.rows();
      long began = System.nanoTime();
      long end = began + time.toNanos();
      Future<Latency> dashboards =
          askers.submit(() -> ask(questions(statistics), BETWEEN_QUESTIONS, end));
      Future<Latency> today =
          askers.submit(() -> ask(List.of(() -> today(statistics)), BETWEEN_LIVE, end));
      long lag = 0;
      while (System.nanoTime() < end) {
        bench.ask(LOOK);
        lag = Math.max(lag, bench.lag());
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      long rows = bench.rows() - before;
      System.out.printf(
          Locale.ROOT,
          "writers: %,d rows in %.1f s = %,.0f rows/s, asked for %,d changes and %,d requests/s%n",
          rows,
          seconds,
          rows / seconds,
          rate,
          requests);
      System.out.printf(
          Locale.ROOT,
          "lag: at most %,d changes; %,d requests waiting, %,d dropped%n",
          lag,
          bench.waiting(),
          meters.counters().getOrDefault("heliograph_request_log_dropped_total", 0L));
      return judge(rows / seconds, dashboards.get().total(), today.get().total());
    }
  }

  private boolean judge(double rows, Figures dashboards, Figures today) {
    System.out.println("dashboard questions, ms: " + dashboards);
    System.out.println("today's events from their rows, ms: " + today);
    boolean fast = rows >= PROMISED_ROWS;
    boolean prompt = dashboards.p95() < PROMISED_MILLIS;
    System.out.printf(
        "10,000 rows/s %s, p95 below 100 ms %s%n",
        fast ? "met" : "NOT MET", prompt ? "met" : "NOT MET");
    return fast && prompt;
  }

  private static List<Runnable> questions(Statistics statistics) {
    Instant now = Instant.now();
    Instant midnight = now.truncatedTo(ChronoUnit.DAYS);
    Period month = new Period(midnight.minus(Duration.ofDays(30)), midnight);
    Period week = new Period(midnight.minus(Duration.ofDays(7)), now);
    Period day = new Period(now.minus(Duration.ofDays(1)), now);
    return List.of(
        () -> statistics.events().overview(Optional.empty()),
        () -> statistics.events().over(month, Interval.DAY, "", PAGE),
        () -> statistics.events().kinds(week, PAGE),
        () -> statistics.requests().rejections(week, PAGE),
        () -> statistics.requests().requests(day, Interval.HOUR, PAGE),
        () -> statistics.requests().requests(month, Interval.DAY, PAGE),
        () -> statistics.operation().storage(week, PAGE));
  }

  private static void today(Statistics statistics) {
    Instant now = Instant.now();
    statistics
        .events()
        .over(new Period(now.truncatedTo(ChronoUnit.DAYS), now), Interval.DAY, "", PAGE);
  }
}
