package heliograph.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A statement that returns rows, with its values. It runs when the rows are requested. Confined to
 * the thread of its {@link Sql}.
 */
public final class SqlQuery {
  private final Connection connection;
  private final String text;
  private final Object[] values;
  private Duration timeout = Duration.ZERO;

  SqlQuery(Connection connection, String text, Object[] values) {
    this.connection = connection;
    this.text = text;
    this.values = values;
  }

  /** Sets the time after which the statement fails, in whole seconds. */
  public SqlQuery timeout(Duration most) {
    timeout = most;
    return this;
  }

  /** Returns the result of {@code read} for each row; the statement limits their number. */
  public <T> List<T> list(Function<Row, T> read) {
    List<T> rows = new ArrayList<>();
    each(row -> rows.add(read.apply(row)));
    return rows;
  }

  /** Returns the result of {@code read} for the first row, if there is one. */
  public <T> Optional<T> first(Function<Row, T> read) {
    try (PreparedStatement statement = prepare(0);
        ResultSet result = statement.executeQuery()) {
      return result.next() ? Optional.of(read.apply(new Row(result))) : Optional.empty();
    } catch (SQLException e) {
      throw new SqlException(e);
    }
  }

  /** Returns the result of {@code read} for the first row of a statement that always has one. */
  public <T> T one(Function<Row, T> read) {
    return first(read).orElseThrow(() -> new DatabaseException("no row: " + text));
  }

  /** Passes each row to {@code sink}; all rows are in memory before the first is passed. */
  public void each(Consumer<Row> sink) {
    each(0, sink);
  }

  /**
   * Passes each row to {@code sink}, with at most {@code fetched} rows in memory. Outside of a
   * transaction, which the cursor needs, all rows are in memory.
   */
  public void each(int fetched, Consumer<Row> sink) {
    try (PreparedStatement statement = prepare(fetched);
        ResultSet result = statement.executeQuery()) {
      Row row = new Row(result);
      while (result.next()) {
        sink.accept(row);
      }
    } catch (SQLException e) {
      throw new SqlException(e);
    }
  }

  private PreparedStatement prepare(int fetched) throws SQLException {
    PreparedStatement statement = Sql.prepare(connection, text, values);
    try {
      if (fetched > 0) {
        statement.setFetchSize(fetched);
      }
      if (!timeout.isZero()) {
        statement.setQueryTimeout(Math.toIntExact(timeout.toSeconds()));
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }
}
