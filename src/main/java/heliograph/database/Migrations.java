package heliograph.database;

import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Creates and updates the schema by the numbered scripts in {@code db/analytics}. Relays that start
 * together wait for each other: Flyway holds a lock of the database.
 */
public final class Migrations {
  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  private Migrations() {}

  /**
   * Updates the schema to this relay's version, and lets {@link ReaderRole} read it.
   *
   * @throws DatabaseException if that fails, or the schema is of a newer relay
   */
  public static void run(DataSource source) {
    FLYWAY.setLevel(Level.WARNING); // its lines of INFO show the whole JDBC address
    try {
      Flyway.configure(Migrations.class.getClassLoader())
          .dataSource(source)
          // on Open Liberty found by the file flyway.location in it, as is the empty db/callback
          .locations("classpath:db/analytics")
          .skipDefaultCallbacks(true)
          .failOnMissingLocations(true)
          .table("schema_version")
          .baselineOnMigrate(false)
          .connectRetries(0)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new DatabaseException("the schema cannot be brought up to date: " + e.getMessage(), e);
    }
    ReaderRole.grant(source);
  }
}
