package heliograph.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;

/**
 * Sets many rows as columns: a statement with {@code unnest(?, ?, …)} and an array for each. One
 * round trip for a thousand rows, and one plan whatever their number. Confined to one thread.
 */
public final class Columns implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement statement;
  private int next = 1;

  public Columns(Connection connection, String sql) throws SQLException {
    this.connection = connection;
    statement = connection.prepareStatement(sql);
  }

  public Columns value(Object value) throws SQLException {
    statement.setObject(next++, value);
    return this;
  }

  public Columns column(String type, Collection<?> values) throws SQLException {
    return column(type, values.toArray());
  }

  public Columns column(String type, Object[] values) throws SQLException {
    statement.setArray(next++, connection.createArrayOf(type, typed(type, values)));
    return this;
  }

  /** The driver sends arrays of these types as they are, others as text. */
  private static Object[] typed(String type, Object[] values) {
    return switch (type) {
      case "bytea" -> Arrays.copyOf(values, values.length, byte[][].class);
      case "bigint" -> Arrays.copyOf(values, values.length, Long[].class);
      case "int4" -> Arrays.copyOf(values, values.length, Integer[].class);
      case "text" -> Arrays.copyOf(values, values.length, String[].class);
      default -> values;
    };
  }

  public int run() throws SQLException {
    next = 1;
    return statement.executeUpdate();
  }

  public PreparedStatement statement() {
    return statement;
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
