package heliograph.analytics;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What one relay at a time does of those that share a database: a lock of its connection. */
final class AdvisoryLock {
  private static final Logger LOG = System.getLogger(AdvisoryLock.class.getName());

  /** What is done while the lock is held, or is found not to be needed: false then. */
  @FunctionalInterface
  interface Work {
    boolean run() throws SQLException;
  }

  private AdvisoryLock() {}

  /** Does {@code work} unless another connection has the lock; says whether it did. */
  static boolean held(Connection connection, long lock, Work work) throws SQLException {
    if (!ask(connection, "SELECT pg_try_advisory_lock(?)", lock)) {
      return false;
    }
    try {
      return work.run();
    } finally {
      unlock(connection, lock);
    }
  }

  /** Needed where the connection is a container's, which lives on. */
  private static void unlock(Connection connection, long lock) {
    try {
      ask(connection, "SELECT pg_advisory_unlock(?)", lock);
    } catch (SQLException e) {
      LOG.log(Level.DEBUG, "the connection is gone, and the lock with it", e);
    }
  }

  private static boolean ask(Connection connection, String sql, long lock) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, lock);
      try (ResultSet result = select.executeQuery()) {
        return result.next() && result.getBoolean(1);
      }
    }
  }
}
