package heliograph.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;

/**
 * An array value of a statement. A statement with {@code unnest(?, ?, …)} and a column for each
 * question mark writes a thousand rows in one round trip, with one plan for any number of rows.
 * Immutable if its values are.
 */
public final class Column {
  private final String type;
  private final Object[] values;

  private Column(String type, Object[] values) {
    this.type = type;
    this.values = values;
  }

  /**
   * Creates a column.
   *
   * @param type PostgreSQL's name of the elements' type
   * @param values the values in the order of the rows
   */
  public static Column of(String type, Collection<?> values) {
    return new Column(type, typed(type, values.toArray()));
  }

  /**
   * Returns an array of the type: the driver sends arrays of these types as they are, others as
   * text.
   */
  private static Object[] typed(String type, Object[] values) {
    return switch (type) {
      case "bytea" -> Arrays.copyOf(values, values.length, byte[][].class);
      case "bigint" -> Arrays.copyOf(values, values.length, Long[].class);
      case "int4" -> Arrays.copyOf(values, values.length, Integer[].class);
      case "text" -> Arrays.copyOf(values, values.length, String[].class);
      default -> values;
    };
  }

  Array in(Connection connection) throws SQLException {
    return connection.createArrayOf(type, values);
  }
}
