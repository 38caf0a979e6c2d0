package heliograph.database;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What one relay at a time does of those that share a database: a lock of its connection. */
public final class AdvisoryLock {
  private static final Logger LOG = System.getLogger(AdvisoryLock.class.getName());

  /** What is done while the lock is held. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws SQLException;
  }

  private AdvisoryLock() {}

  /** What {@code work} comes to; empty, and nothing is done, if another connection has the lock. */
  public static <T> Optional<T> held(Connection connection, long lock, Work<T> work)
      throws SQLException {
    if (!ask(connection, "SELECT pg_try_advisory_lock(?)", lock)) {
      return Optional.empty();
    }
    try {
      return Optional.of(work.run());
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
