package heliograph.analytics;

import heliograph.config.AnalyticsConfig;
import heliograph.config.Mode;
import heliograph.database.Database;
import heliograph.database.DatabaseHealth;
import heliograph.database.DatabaseServer;
import heliograph.database.Instance;
import heliograph.database.PoolSizes;
import heliograph.metrics.Meters;
import heliograph.metrics.RequestLog;
import heliograph.store.ChangeFeed;
import heliograph.store.EventStore;
import heliograph.store.EventWalk;
import heliograph.store.FeedFollower;
import heliograph.worker.Worker;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

/** The statistics of a running relay: the database and its writers. Thread-safe. */
public final class Analytics implements AutoCloseable {
  /**
   * The number of connections that the embedded server needs: those of the pools and as many for
   * others.
   */
  public static final int EMBEDDED_CONNECTIONS = PoolSizes.EMBEDDED_CONNECTIONS;

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  /**
   * While publishers are busy, the writer falls behind by this part of the feed's length at most.
   */
  private static final int FEED_SHARE = 4;

  private final Instance instance;
  private final Database database;
  private final RequestRing requests;
  private final ChangeFeed feed;
  private final FeedWriter feedWriter;
  private final FeedFollower feedFollower;
  private final MaintenanceSchedule upkeep;
  private final Worker feedWorker;
  private final Worker requestWorker;
  private final boolean counts;
  private final Function<String, ThreadFactory> threads;

  /**
   * Creates the statistics; {@link #start} opens the first connection.
   *
   * @param mode a worker counts nothing: its store is empty and it has no clients
   * @param server the server of the database; not used if a data source is configured
   * @param feedEntriesMax the number of changes that the store's feed keeps
   * @param threads creates platform threads that are named after their job
   */
  public Analytics(
      Mode mode,
      AnalyticsConfig config,
      DatabaseServer server,
      EventStore store,
      int feedEntriesMax,
      Clock clock,
      Meters meters,
      Function<String, ThreadFactory> threads) {
    counts = mode == Mode.RELAY;
    this.threads = threads;
    instance = Instance.in(config.directory());
    database = new Database(server, config.database(), meters, threads.apply("database"));
    requests = new RequestRing(config.requestLogMax(), store::isShortOfDisk, meters);
    feed = store.feed();
    feedWriter =
        new FeedWriter(
            feed,
            EventWalk.of(store),
            database,
            instance.relayId(),
            config.retention().monthsToKeep(),
            clock);
    feedFollower = new FeedFollower(feed, feedWriter, FeedWriter.pace(feedEntriesMax / FEED_SHARE));
    feedWorker = new Worker(feedFollower);
    String salt = config.salt().isEmpty() ? instance.salt() : config.salt();
    requestWorker =
        new Worker(
            new RequestWriter(
                requests,
                database,
                new Addresses(config.addresses(), salt),
                instance.relayId(),
                clock));
    Maintenance maintenance =
        new Maintenance(
            database.maintenanceSource(), config.retention(), instance.relayId(), clock);
    upkeep =
        new MaintenanceSchedule(
            database,
            maintenance,
            config.retention().rowsMax(),
            counts ? Optional.of(store) : Optional.empty(),
            instance.relayId(),
            clock);
    meters.gauge("heliograph_analytics_lag_changes", "Changes not yet counted", feedFollower::lag);
  }

  /** Connects to the database in the background; the other parts wait for it. */
  public void start() {
    database.start();
    if (counts) {
      feedWorker.start(threads.apply("analytics"));
      requestWorker.start(threads.apply("requests"));
    }
  }

  /** Returns the log of requests. */
  public RequestLog requests() {
    return requests;
  }

  /** Returns the number of changes of the store that are not counted yet. */
  public long lag() {
    return feedFollower.lag();
  }

  /** Returns the number of the store's newest change. */
  public long newest() {
    return feed.lastSeq();
  }

  /** Returns the number of the newest change that is counted; negative before that is known. */
  public long written() {
    return feedWriter.position();
  }

  /** Returns whether all events that the store held when the relay started have been counted. */
  public boolean isComplete() {
    return feedWriter.isComplete();
  }

  /** Returns the maintenance of the database, which is run once a second and does what is due. */
  public Runnable upkeep() {
    return upkeep;
  }

  /** Returns the id of this relay in the rows of the database. */
  public UUID relayId() {
    return instance.relayId();
  }

  public Database database() {
    return database;
  }

  /** Returns the current health of the database. */
  public DatabaseHealth health() {
    return database.health();
  }

  /** Writes the remaining rows, then closes the connections. */
  @Override
  public void close() {
    Worker.close(List.of(feedWorker, requestWorker), CLOSE_PATIENCE);
    database.close();
  }
}
