package heliograph.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Connections to the server that is currently used for reading, for a library that gets a data
 * source once while pools open and close. Thread-safe.
 */
public final class ReadingSource implements OneUserSource {
  private final Supplier<DataSource> reading;

  ReadingSource(Supplier<DataSource> reading) {
    this.reading = reading;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = reading.get().getConnection();
    try {
      connection.setReadOnly(true);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }
}
