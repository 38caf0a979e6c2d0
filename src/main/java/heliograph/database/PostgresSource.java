package heliograph.database;

import heliograph.config.DatabaseConfig;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** Creates data sources with the configured settings, from which pools take connections. */
public final class PostgresSource {
  private PostgresSource() {}

  /** Returns connections for the relay's own statements, whose time is limited. */
  static PGSimpleDataSource bounded(DatabaseServer.Address address, DatabaseConfig config) {
    PGSimpleDataSource source = plain(address, config);
    source.setQueryTimeout(seconds(config.queryTimeout()));
    source.setSocketTimeout(seconds(config.queryTimeout().plusSeconds(5)));
    source.setOptions(
        "-c statement_timeout=%d -c lock_timeout=%d -c idle_in_transaction_session_timeout=60000 -c timezone=UTC"
            .formatted(config.statementTimeout().toMillis(), config.lockTimeout().toMillis()));
    return source;
  }

  /**
   * Returns connections for maintenance: statements may take any time, but waits for locks are
   * limited.
   */
  public static PGSimpleDataSource withoutStatementTimeout(
      DatabaseServer.Address address, DatabaseConfig config) {
    PGSimpleDataSource source = plain(address, config);
    source.setOptions(
        "-c statement_timeout=0 -c lock_timeout=%d -c timezone=UTC"
            .formatted(config.lockTimeout().toMillis()));
    return source;
  }

  private static PGSimpleDataSource plain(DatabaseServer.Address address, DatabaseConfig config) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(address.url());
    source.setUser(address.user());
    source.setPassword(address.password());
    source.setSslMode(config.ssl().spelling());
    source.setApplicationName("heliograph");
    source.setConnectTimeout(seconds(config.connectionWait()));
    source.setLoginTimeout(seconds(config.connectionWait()));
    source.setReadOnlyMode("always"); // else only within transactions
    source.setTcpKeepAlive(true);
    source.setReWriteBatchedInserts(true);
    return source;
  }

  private static int seconds(Duration duration) {
    return Math.toIntExact(Math.clamp(duration.plusMillis(999).toSeconds(), 1, Integer.MAX_VALUE));
  }
}
