package heliograph.analytics;

import heliograph.bench.GeneratedTraffic;
import heliograph.config.AnalyticsConfig;
import heliograph.database.Database;
import heliograph.database.DatabaseException;
import heliograph.database.DatabaseServer;
import heliograph.metrics.Meters;
import heliograph.store.FeedFollower;
import heliograph.worker.Worker;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The writers of a relay on a database of their own, fed by generated traffic instead of a store.
 * They do not give way to publishers, for there are none. Confined to one thread, but for {@link
 * #database}.
 */
public final class WriterBench implements AutoCloseable {
  private static final UUID APP = UUID.fromString("00000000-0000-4000-8000-00000000be7c");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Database database;
  private final GeneratedTraffic traffic;
  private final RequestRing ring;
  private final FeedFollower feed;
  private final List<Worker> workers;
  private final int requestRate;

  /**
   * Waits for the database and begins to write.
   *
   * @param address of a database that is there
   * @param rate rows of events a second
   * @param requestRate requests a second beside them
   */
  public WriterBench(
      DatabaseServer.Address address,
      AnalyticsConfig config,
      int rate,
      int requestRate,
      Meters meters,
      Function<String, ThreadFactory> threads)
      throws InterruptedException {
    this.requestRate = requestRate;
    database =
        new Database(
            DatabaseServer.at(address), config.database(), meters, threads.apply("database"));
    database.start();
    if (!database.awaitUp(PATIENCE)) {
      throw new DatabaseException("there is no database: " + database.health().state());
    }
    traffic = new GeneratedTraffic(rate);
    ring = new RequestRing(config.requestLogMax(), () -> false, meters);
    FeedWriter writer =
        new FeedWriter(
            traffic,
            (upTo, taker) -> {},
            database,
            APP,
            config.retention().monthsToKeep(),
            Clock.systemUTC());
    feed = new FeedFollower(traffic, writer, FeedWriter.pace(0));
    RequestWriter requests =
        new RequestWriter(
            ring, database, new Addresses(config.addresses(), "bench"), APP, Clock.systemUTC());
    workers =
        List.of(
            Worker.start(threads.apply("analytics"), feed),
            Worker.start(threads.apply("requests"), requests));
  }

  /** Generates requests for {@code time}. */
  public void ask(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      traffic.request(ring, requestRate);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** Where dashboards ask. */
  public Database database() {
    return database;
  }

  /** Rows of {@code analytics_events} that are there. */
  public long rows() {
    return database.onPrimary(
        "rows",
        sql -> sql.query("SELECT count(*) FROM analytics_events").one(row -> row.getLong(1)));
  }

  /** Changes that have come and are not written. */
  public long lag() {
    return feed.lag();
  }

  /** Requests that are noted and not written. */
  public int waiting() {
    return ring.size();
  }

  @Override
  public void close() {
    Worker.close(workers, PATIENCE);
    database.close();
  }
}
