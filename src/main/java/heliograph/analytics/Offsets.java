package heliograph.analytics;

import heliograph.database.DatabaseException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.UUID;

/**
 * How far a consumer is, kept in the transaction that uses what it has read: either both are there
 * or neither is. Moving it on also fences: if somebody else has moved it meanwhile, nothing of the
 * transaction is kept.
 *
 * @param consumer its name
 * @param instance the relay whose feed it reads
 */
record Offsets(String consumer, UUID instance) {

  /**
   * A place in what a consumer reads.
   *
   * @param seq the last number dealt with; 0 at the beginning
   * @param readAt when everything up to then had been read, milliseconds since 1970; 0 at the
   *     beginning
   * @param isKnown false if nothing was ever dealt with
   */
  record Place(long seq, long readAt, boolean isKnown) {
    /** The place before it is read. */
    static final Place UNREAD = new Place(-1, 0, false);
  }

  Place read(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT seq, read_at FROM consumer_offsets WHERE consumer = ? AND instance = ?")) {
      select.setString(1, consumer);
      select.setObject(2, instance);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new Place(row.getLong(1), row.getTimestamp(2).getTime(), true)
            : new Place(0, 0, false);
      }
    }
  }

  /**
   * Moves on within the caller's transaction.
   *
   * @throws DatabaseException if it was not at {@code from}
   */
  void move(Connection connection, long from, long to, long readAt) throws SQLException {
    try (PreparedStatement first =
        connection.prepareStatement(
            "INSERT INTO consumer_offsets VALUES (?, ?, 0, to_timestamp(0)) ON CONFLICT DO NOTHING")) {
      first.setString(1, consumer);
      first.setObject(2, instance);
      if (from == 0) {
        first.executeUpdate();
      }
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE consumer_offsets SET seq = ?, read_at = ?
             WHERE consumer = ? AND instance = ? AND seq = ?\
            """)) {
      update.setLong(1, to);
      update.setTimestamp(2, new Timestamp(readAt));
      update.setString(3, consumer);
      update.setObject(4, instance);
      update.setLong(5, from);
      if (update.executeUpdate() != 1) {
        throw new DatabaseException("another consumer has moved the cursor " + consumer);
      }
    }
  }

  /**
   * Lets the caller's transaction commit without waiting for the disk: what is lost is read again.
   */
  static void withoutWaiting(Connection connection) throws SQLException {
    try (PreparedStatement set =
        connection.prepareStatement("SET LOCAL synchronous_commit = off")) {
      set.execute();
    }
  }
}
