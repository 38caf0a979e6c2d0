package heliograph.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import heliograph.config.DatabaseConfig;
import heliograph.config.PoolSize;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.ToIntFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one database: a pool for writing to the primary, one for reading from the
 * replica, or from the primary if there is no replica or it is not healthy. Thread-safe.
 */
final class Pools implements AutoCloseable {
  private static final String WRITE = "write";

  private final DataSource write;
  private final DataSource primaryRead;
  private final @Nullable HikariDataSource replica;
  private volatile boolean replicaWell;

  private Pools(DataSource write, DataSource primaryRead, @Nullable HikariDataSource replica) {
    this.write = write;
    this.primaryRead = primaryRead;
    this.replica = replica;
  }

  /** Returns both pools over a data source of the container, which has its own pool. */
  static Pools over(DataSource source) {
    return new Pools(source, source, null);
  }

  /** Opens two pools, or three with a replica: the third is used when the replica fails. */
  static Pools open(DatabaseServer.Address primary, DatabaseConfig config, PoolSizes sizes) {
    HikariDataSource write =
        pool(WRITE, PostgresSource.bounded(primary, config), sizes.write(), config);
    if (config.readHost().isEmpty()) {
      DataSource read = pool("read", PostgresSource.bounded(primary, config), sizes.read(), config);
      return new Pools(write, read, null);
    }
    var address =
        new DatabaseServer.Address(
            config.readHost(),
            config.readPort(),
            primary.database(),
            primary.user(),
            primary.password());
    return new Pools(
        write,
        pool(
            "read-primary",
            PostgresSource.bounded(primary, config),
            new PoolSize(sizes.read().max(), 0),
            config),
        pool("read", PostgresSource.bounded(address, config), sizes.read(), config));
  }

  private static HikariDataSource pool(
      String name, DataSource source, PoolSize size, DatabaseConfig config) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("heliograph-" + name);
    pool.setReadOnly(!name.equals(WRITE)); // set once for each connection, not for each query
    pool.setDataSource(source);
    pool.setMaximumPoolSize(size.max());
    pool.setMinimumIdle(size.min());
    pool.setMaxLifetime(config.connectionLifetime().toMillis());
    pool.setIdleTimeout(config.connectionIdle().toMillis());
    pool.setConnectionTimeout(config.connectionWait().toMillis());
    pool.setKeepaliveTime(keepalive(config.connectionLifetime()).toMillis());
    pool.setInitializationFailTimeout(-1); // Database reconnects
    pool.setThreadFactory(
        task -> Thread.ofPlatform().daemon().name("heliograph-database-" + name).unstarted(task));
    return new HikariDataSource(pool);
  }

  private static Duration keepalive(Duration lifetime) {
    Duration two = Duration.ofMinutes(2);
    return lifetime.compareTo(two.plusMinutes(1)) > 0 ? two : Duration.ZERO;
  }

  Connection write() throws SQLException {
    return write.getConnection();
  }

  /** Returns a connection of the replica whatever its state, to check it. */
  Connection replica() throws SQLException {
    if (replica == null) {
      throw new SQLException("there is no replica");
    }
    return replica.getConnection();
  }

  boolean hasReplica() {
    return replica != null;
  }

  boolean readsReplica() {
    return replica != null && replicaWell;
  }

  /** Sets whether to read from the replica; returns true if that is a change. */
  boolean replicaIs(boolean well) {
    boolean change = replicaWell != well;
    replicaWell = well;
    return change;
  }

  /** Returns the data source for readers that take connections by themselves. */
  DataSource reading() {
    return replica != null && replicaWell ? replica : primaryRead;
  }

  /** Returns the data source of the primary for reading, whether there is a replica or not. */
  DataSource readingPrimary() {
    return primaryRead;
  }

  DatabaseHealth health(boolean writes, boolean reads) {
    DataSource reading = reading();
    return new DatabaseHealth(
        writes,
        reads,
        figure(write, HikariPoolMXBean::getTotalConnections),
        figure(reading, HikariPoolMXBean::getTotalConnections),
        figure(write, HikariPoolMXBean::getIdleConnections),
        figure(reading, HikariPoolMXBean::getIdleConnections),
        figure(write, HikariPoolMXBean::getThreadsAwaitingConnection),
        figure(reading, HikariPoolMXBean::getThreadsAwaitingConnection),
        readsReplica(),
        "up");
  }

  /** Returns a figure of the relay's pool; 0 for the container's, which has none. */
  private static int figure(DataSource source, ToIntFunction<HikariPoolMXBean> figure) {
    if (source instanceof HikariDataSource pool) {
      HikariPoolMXBean bean = pool.getHikariPoolMXBean();
      return bean == null ? 0 : figure.applyAsInt(bean);
    }
    return 0;
  }

  /** Closes the pools, which an interrupted thread would not wait for. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    for (DataSource source : new DataSource[] {write, primaryRead}) {
      if (source instanceof HikariDataSource pool) {
        pool.close();
      }
    }
    if (replica != null) {
      replica.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
