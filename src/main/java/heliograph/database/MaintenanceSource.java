package heliograph.database;

import heliograph.config.DatabaseConfig;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Connections for maintenance: a statement may take as long as it needs, but does not wait for
 * locks longer than other statements do. Thread-safe.
 */
public final class MaintenanceSource {
  private final Supplier<DataSource> source;

  /**
   * Creates a source, which opens a connection for each run.
   *
   * @param source returns the data source for each run
   */
  MaintenanceSource(Supplier<DataSource> source) {
    this.source = source;
  }

  /** Updates the schema of a database that no relay of this process has open. */
  public static MaintenanceSource migrated(DatabaseServer.Address address, DatabaseConfig config) {
    DataSource source = PostgresSource.withoutStatementTimeout(address, config);
    Migrations.run(source);
    return new MaintenanceSource(() -> source);
  }

  /**
   * Runs {@code work} on a new connection that commits each statement.
   *
   * @throws DatabaseException if a statement fails, or there is no database
   */
  public <T> T run(Function<Sql, T> work) {
    try {
      return Sql.with(source.get()::getConnection, work);
    } catch (SqlException e) {
      throw new DatabaseException(String.valueOf(e.getMessage()), e);
    }
  }
}
