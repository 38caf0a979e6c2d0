package heliograph.statistics;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** A prepared statement that asks, with its parameters. Confined to one thread. */
final class Query {
  /** Makes something of a row. */
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** An answer that takes longer is of no use to whoever asked. */
  static final int SECONDS_MAX = 10;

  private final String name;
  private final String sql;
  private final Object[] parameters;

  /**
   * Nothing is asked yet.
   *
   * @param name under which it is noted if it is slow
   * @param parameters in the order of their question marks
   */
  Query(String name, String sql, Object... parameters) {
    this.name = name;
    this.sql = sql;
    this.parameters = parameters;
  }

  /** All its rows; the statement has the bound. */
  <T> List<T> rows(Questions questions, Row<T> row) {
    return questions.ask(name, connection -> on(connection, row));
  }

  /** The same on a connection that somebody has. */
  <T> List<T> on(Connection connection, Row<T> row) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(SECONDS_MAX);
      for (int i = 0; i < parameters.length; i++) {
        Object value = parameters[i];
        statement.setObject(
            i + 1, value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(row.read(result));
        }
      }
      return rows;
    }
  }

  /** A time that is there. */
  static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
