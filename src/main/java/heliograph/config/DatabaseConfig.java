package heliograph.config;

import java.time.Duration;

/**
 * The database of the statistics. The keys that begin with {@code DB_} are spelled as other
 * programs spell them.
 *
 * @param dataSource JNDI name of the container's data source; it overrides the host, empty for none
 * @param host the host of the primary; empty for the embedded database
 * @param port the port of the primary
 * @param name the name of the database
 * @param user the user that logs in
 * @param password the password of that user
 * @param readHost the host of a replica for reading; empty to read from the primary
 * @param readPort the port of the replica
 * @param writePool the connections to the primary
 * @param readPool the connections for reading
 * @param ssl how connections are encrypted
 * @param instances the number of relays that share the database
 * @param connectionLifetime the age at which a connection is replaced
 * @param connectionIdle how long an unused connection beyond the minimum is kept
 * @param connectionWait how long to wait for a free connection
 * @param queryTimeout how long the relay waits for an answer
 * @param statementTimeout how long the server works on a statement
 * @param lockTimeout how long a statement waits for a lock
 * @param replicaLagMax how old a replica's data may be before the primary is read
 */
public record DatabaseConfig(
    String dataSource,
    String host,
    int port,
    String name,
    String user,
    String password,
    String readHost,
    int readPort,
    PoolSize writePool,
    PoolSize readPool,
    SslMode ssl,
    int instances,
    Duration connectionLifetime,
    Duration connectionIdle,
    Duration connectionWait,
    Duration queryTimeout,
    Duration statementTimeout,
    Duration lockTimeout,
    Duration replicaLagMax) {

  static DatabaseConfig read(StartupConfigReader in) {
    DatabaseConfig config =
        new DatabaseConfig(
            in.text(
                "heliograph.analytics.data-source",
                "",
                "JNDI name of a data source of the server, like jdbc/analytics; it overrides"
                    + " DB_HOST."),
            in.text("DB_HOST", "", "Host of PostgreSQL; empty for the embedded one."),
            in.integer("DB_PORT", 5_432, 1, 65_535, "Port of PostgreSQL."),
            in.text("DB_NAME", "analytics_db", "Name of the database."),
            in.text("DB_USER", "postgres", "User who logs in."),
            in.text("DB_PASSWORD", "postgres", "Password of that user."),
            in.text("DB_READ_HOST", "", "Host of a replica to read from; empty for the primary."),
            in.integer("DB_READ_PORT", 5_432, 1, 65_535, "Port of the replica."),
            pool(in, "DB_POOL", 50, 10, "to the primary, for writing"),
            pool(in, "DB_READ_POOL", 100, 20, "for reading"),
            in.choice(
                "heliograph.analytics.ssl-mode",
                SslMode.PREFER,
                "Encryption to PostgreSQL: disable, allow, prefer, require, verify-ca or"
                    + " verify-full."),
            in.integer(
                "heliograph.analytics.instances",
                1,
                1,
                1_000,
                "Relays that share the database: their pools together leave 20 of its connections"
                    + " free."),
            in.duration(
                "heliograph.analytics.connection-lifetime",
                "1h",
                "Age at which a connection is replaced."),
            in.duration(
                "heliograph.analytics.connection-idle",
                "30s",
                "How long an unused connection beyond the minimum is kept."),
            in.duration(
                "heliograph.analytics.connection-wait",
                "5s",
                "How long to wait for a free connection."),
            in.duration(
                "heliograph.analytics.query-timeout",
                "30s",
                "How long the relay waits for an answer."),
            in.duration(
                "heliograph.analytics.statement-timeout",
                "30s",
                "How long PostgreSQL works on one statement; maintenance has no limit."),
            in.duration(
                "heliograph.analytics.lock-timeout",
                "10s",
                "How long a statement waits for a lock."),
            in.duration(
                "heliograph.analytics.replica-lag-max",
                "10s",
                "Lag from which the replica is not read."));
    if (config.host.isEmpty() && !config.readHost.isEmpty()) {
      in.fault("DB_READ_HOST needs DB_HOST: the embedded database has no replica");
    }
    return config;
  }

  private static PoolSize pool(StartupConfigReader in, String key, int max, int min, String use) {
    int most = in.integer(key + "_MAX", max, 1, 10_000, "Most connections " + use + ".");
    int least = in.integer(key + "_MIN", min, 0, 10_000, "Connections kept ready " + use + ".");
    if (least > most) {
      in.fault(key + "_MIN must not exceed " + key + "_MAX");
      return new PoolSize(max, min);
    }
    return new PoolSize(most, least);
  }

  /** Returns true if the relay runs the embedded database. */
  public boolean isEmbedded() {
    return dataSource.isEmpty() && host.isEmpty();
  }

  /** Returns the sum of the pools' maxima. */
  public int connectionsMax() {
    return writePool.max() + readPool.max();
  }

  /** Returns the settings without the password, for the log. */
  @Override
  public String toString() {
    if (!dataSource.isEmpty()) {
      return "data source " + dataSource;
    }
    return isEmbedded() ? "embedded" : user + "@" + host + ":" + port + "/" + name;
  }
}
