package heliograph.database;

import heliograph.config.DatabaseConfig;
import heliograph.metrics.Meters;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the database for writers and queries, which is up or down.
 *
 * <pre>
 *             ┌──────── fault: wait 1 s, 2 s … 30 s ────────┐
 *             ▼                                             │
 * start → server up → schema up to date → two pools → checked each second
 * </pre>
 *
 * <p>A separate thread does all of that, so that nothing waits for a database at the start. Work
 * fails at once with {@link DatabaseException} while there is none; writers wait with {@link
 * #awaitUp}. Every piece of work has a name ({@link NamedWork}). Thread-safe.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Database.class.getName());
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration PAUSE_MIN = Duration.ofSeconds(1);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(30);
  private static final int VALID_SECONDS = 5;

  private final DatabaseServer server;
  private final DatabaseConfig config;
  private final @Nullable DataSource given;
  private final NamedWork named;
  private final Thread supervisor;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile @Nullable Pools pools;
  private volatile DatabaseServer.@Nullable Address address;
  private volatile String state = "starting";
  private volatile boolean writes;
  private volatile boolean reads;
  private volatile boolean closed;

  /**
   * Creates the database; {@link #start} opens the first connection.
   *
   * @param server the server, embedded or remote; not used if the configuration names a data source
   *     of the container
   * @param threads creates the one thread
   */
  public Database(
      DatabaseServer server, DatabaseConfig config, Meters meters, ThreadFactory threads) {
    this.server = server;
    this.config = config;
    given = ContainerSource.named(config.dataSource()); // it has its own pool
    named = new NamedWork(meters);
    meters.gauge("heliograph_database_up", "1 while the database answers", () -> isUp() ? 1 : 0);
    supervisor = threads.newThread(this::supervise);
  }

  /** Starts to connect to the database in the background. */
  public void start() {
    supervisor.start();
  }

  private void supervise() {
    Duration pause = PAUSE_MIN;
    while (!closed) {
      try {
        connect();
        pause = PAUSE_MIN;
        watch();
      } catch (DatabaseException | SQLException e) {
        String reason = String.valueOf(e.getMessage());
        if (!reason.equals(state)) {
          LOG.log(closed ? Level.DEBUG : Level.WARNING, "no database, statistics wait: " + reason);
        }
        down(reason);
        pause = rest(pause);
      } catch (RuntimeException e) {
        LOG.log(closed ? Level.DEBUG : Level.ERROR, "database fault, statistics wait", e);
        down(e.toString());
        pause = rest(pause);
      } catch (InterruptedException e) {
        closed = true;
      }
    }
  }

  /** Waits before the next attempt; returns the wait before the one after it. */
  private Duration rest(Duration pause) {
    long left = pause.toNanos();
    lock.lock();
    try {
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      closed = true;
    } finally {
      lock.unlock();
    }
    Duration longer = pause.multipliedBy(2);
    return longer.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : longer;
  }

  private void connect() throws SQLException, InterruptedException {
    DataSource source = given;
    Pools fresh;
    if (source == null) {
      DatabaseServer.Address found = server.start();
      address = found;
      DataSource maintenance = PostgresSource.withoutStatementTimeout(found, config);
      Migrations.run(maintenance);
      fresh = Pools.open(found, config, sizes(maintenance));
    } else {
      Migrations.run(source);
      fresh = Pools.over(source);
    }
    try {
      look(fresh); // before others can use the database
    } catch (SQLException | RuntimeException e) {
      fresh.close();
      throw e;
    }
    lock.lock();
    try {
      pools = fresh;
      state = "up";
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    LOG.log(Level.INFO, "database up: " + (source == null ? address : config));
  }

  private PoolSizes sizes(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SHOW max_connections")) {
      result.next();
      int connectionsMax = Integer.parseInt(result.getString(1));
      PoolSizes sizes = PoolSizes.within(config, connectionsMax);
      if (sizes.scaled()) {
        LOG.log(
            config.isEmbedded() ? Level.DEBUG : Level.WARNING,
            "pools of %d + %d connections for %d relays are too many for max_connections=%d less %d: %d + %d are used"
                .formatted(
                    config.writePool().max(),
                    config.readPool().max(),
                    config.instances(),
                    connectionsMax,
                    PoolSizes.RESERVED,
                    sizes.write().max(),
                    sizes.read().max()));
      }
      return sizes;
    }
  }

  /** Checks the database each second; ends with an exception, or when closed. */
  private void watch() throws SQLException, InterruptedException {
    while (!closed) {
      lock.lock();
      try {
        changed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        lock.unlock();
      }
      if (!closed) {
        look(open());
      }
    }
  }

  private void look(Pools open) throws SQLException {
    if (!server.isAlive()) {
      throw new DatabaseException("the database server has ended");
    }
    boolean replicaAnswers = open.hasReplica() && ReplicaCheck.isWell(open, config.replicaLagMax());
    replicaIs(open, replicaAnswers);
    try (Connection connection = open.write()) {
      writes = connection.isValid(VALID_SECONDS);
    }
    reads = replicaAnswers || primaryReads(open);
    if (!writes) {
      throw new DatabaseException("the database does not answer");
    }
  }

  private static boolean primaryReads(Pools open) throws SQLException {
    try (Connection connection = open.readingPrimary().getConnection()) {
      return connection.isValid(VALID_SECONDS);
    }
  }

  private static void replicaIs(Pools open, boolean well) {
    if (open.replicaIs(well)) {
      LOG.log(
          well ? Level.INFO : Level.WARNING,
          well
              ? "reading from the replica"
              : "the replica is gone or behind: reading from the primary");
    }
  }

  private void down(String reason) {
    lock.lock();
    try {
      state = reason;
      writes = false;
      reads = false;
      Pools open = pools;
      pools = null;
      if (open != null) {
        open.close();
      }
    } finally {
      lock.unlock();
    }
  }

  private Pools open() {
    Pools open = pools;
    if (open == null) {
      throw new DatabaseException("there is no database: " + state);
    }
    return open;
  }

  /** Returns true while the database answers. */
  public boolean isUp() {
    return pools != null;
  }

  /** Waits until there is a database; returns false if there is none in time, or this is closed. */
  public boolean awaitUp(Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (pools == null && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return pools != null && !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Runs {@code work} on the primary, in one transaction. */
  public <T> T onPrimary(String name, Function<Sql, T> work) {
    return named.run(
        name, () -> Sql.with(open()::write, sql -> sql.transact(() -> work.apply(sql))));
  }

  /** Runs a query on the replica if there is a healthy one, otherwise on the primary. */
  public <T> T ask(String name, Function<Sql, T> question) {
    return asking(
        name,
        from ->
            Sql.with(
                () -> {
                  Connection connection = from.getConnection();
                  try {
                    connection.setReadOnly(true);
                    return connection;
                  } catch (SQLException e) {
                    connection.close();
                    throw e;
                  }
                },
                question));
  }

  /**
   * Runs a query through a library that takes connections from {@link #readingSource}. The caller
   * unwraps the library's faults with {@link DatabaseException#within}.
   */
  public <T> T askThrough(String name, Supplier<T> question) {
    return asking(name, from -> question.get());
  }

  private <T> T asking(String name, Function<DataSource, T> question) {
    return named.run(
        name,
        () -> {
          Pools from = open();
          DataSource reading = from.reading(); // it may change at any time
          try {
            return question.apply(reading);
          } catch (SqlException e) {
            if (!reading.equals(from.readingPrimary()) && e.isLost()) {
              replicaIs(from, false);
              return question.apply(from.readingPrimary());
            }
            throw e;
          }
        });
  }

  /** Returns connections for reading, for a library that gets a data source once. */
  public ReadingSource readingSource() {
    return new ReadingSource(() -> open().reading());
  }

  /** Returns connections without a limit on the time of a statement, for maintenance. */
  public MaintenanceSource maintenanceSource() {
    return new MaintenanceSource(this::unhurried);
  }

  private DataSource unhurried() {
    open();
    DataSource source = given;
    DatabaseServer.Address where = address;
    if (source != null) {
      return source;
    }
    if (where == null) {
      throw new DatabaseException("there is no database: " + state);
    }
    return PostgresSource.withoutStatementTimeout(where, config);
  }

  /** Returns the current health. */
  public DatabaseHealth health() {
    Pools open = pools;
    return open == null ? DatabaseHealth.down(state) : open.health(writes, reads);
  }

  /** Closes all connections, and the server if it is embedded. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    supervisor.interrupt();
    try {
      supervisor.join(TimeUnit.SECONDS.toMillis(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    down("closed");
    server.stop();
  }
}
