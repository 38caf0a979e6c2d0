package heliograph.analytics;

import heliograph.config.AnalyticsConfig;
import heliograph.metrics.Meters;
import heliograph.store.EventStore;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The statistics of a running relay: the database and what writes to it. Thread-safe. */
public final class Analytics implements AutoCloseable {
  /** Connections the embedded server needs: the pools and as many for others. */
  public static final int EMBEDDED_CONNECTIONS = PoolSizes.EMBEDDED_CONNECTIONS;

  private final Instance instance;
  private final Database database;

  /**
   * Does nothing before {@link #start}.
   *
   * @param server where the database is; not asked when a data source is configured
   * @param threads makes platform threads, named by the job they are given
   */
  public Analytics(
      AnalyticsConfig config,
      DatabaseServer server,
      EventStore store,
      Meters meters,
      Function<String, ThreadFactory> threads) {
    instance = Instance.in(config.directory());
    database =
        new Database(
            server,
            config.database(),
            given(config.database().dataSource()),
            meters,
            threads.apply("database"));
  }

  /** The container's data source: looked up on the thread that starts, which is the container's. */
  @SuppressWarnings("BanJNDI") // the name is the operator's, and no address of another machine
  private static @Nullable DataSource given(String name) {
    if (name.isEmpty()) {
      return null;
    }
    if (name.contains(":") && !name.startsWith("java:")) {
      throw new DatabaseException("heliograph.analytics.data-source must be a local name: " + name);
    }
    try {
      return (DataSource) new InitialContext().lookup(name);
    } catch (NamingException | ClassCastException e) {
      throw new DatabaseException(
          "heliograph.analytics.data-source names nothing that is a data source: " + name, e);
    }
  }

  /** Looks for the database, in the background; the rest waits for it. */
  public void start() {
    database.start();
  }

  /** Under which this relay's rows are kept. */
  public UUID appId() {
    return instance.id();
  }

  public Database database() {
    return database;
  }

  /** How the database is now. */
  public DatabaseHealth health() {
    return database.health();
  }

  /** Writes what is there to be written, then lets go of the database. */
  @Override
  public void close() {
    database.close();
  }
}
