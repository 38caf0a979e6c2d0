package heliograph.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * A statement for many items, which are sent when a number of them are waiting. {@link #flush}
 * sends the rest at the end; {@link #close} drops it. Confined to the thread of its {@link Sql}.
 */
public final class SqlBatch implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement statement;
  private final int size;
  private int waiting;

  SqlBatch(Connection connection, String text, int size) {
    this.connection = connection;
    this.size = size;
    try {
      statement = connection.prepareStatement(text);
    } catch (SQLException e) {
      throw new SqlException(e);
    }
  }

  /** Adds an item: a value for each question mark. */
  public void add(Object... values) {
    try {
      Sql.bind(connection, statement, values);
      statement.addBatch();
    } catch (SQLException e) {
      throw new SqlException(e);
    }
    if (++waiting == size) {
      flush();
    }
  }

  /** Sends the waiting items. */
  public void flush() {
    try {
      statement.executeBatch();
      waiting = 0;
    } catch (SQLException e) {
      throw new SqlException(e);
    }
  }

  @Override
  public void close() {
    try {
      statement.close();
    } catch (SQLException e) {
      throw new SqlException(e);
    }
  }
}
