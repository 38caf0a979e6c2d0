package heliograph.database;

import java.sql.Connection;
import java.sql.SQLException;

/** One transaction on a connection that otherwise commits each statement: all of it or nothing. */
public final class Transaction {
  /** What is done in it. */
  @FunctionalInterface
  public interface Steps {
    public void run() throws SQLException;
  }

  private Transaction() {}

  /** Runs {@code steps} on {@code connection}, which they know. */
  public static void run(Connection connection, Steps steps) throws SQLException {
    call(
        connection,
        same -> {
          steps.run();
          return true;
        });
  }

  /** Commits what {@code work} has done and returns what it returns; undoes it if it fails. */
  static <T> T call(Connection connection, Database.Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      T result = work.run(connection);
      connection.commit();
      return result;
    } catch (SQLException | RuntimeException e) {
      rollback(connection, e);
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static void rollback(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }
}
