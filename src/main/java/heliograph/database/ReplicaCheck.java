package heliograph.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Whether a replica may be read from: it answers, and what was written to the primary a moment ago
 * is there. A replica that has lost its primary says of itself that it has replayed all it got, so
 * only a heartbeat tells.
 */
final class ReplicaCheck {
  private ReplicaCheck() {}

  /** Writes a heartbeat to the primary and looks how old the replica's newest is. */
  static boolean isWell(Pools pools, Duration lagMax) throws SQLException {
    long written;
    try (Connection primary = pools.write();
        Statement statement = primary.createStatement();
        ResultSet now =
            statement.executeQuery(
                """
                INSERT INTO replica_heartbeat VALUES (true, now())
                ON CONFLICT (one) DO UPDATE SET at = now()
                RETURNING (extract(epoch FROM at) * 1000)::bigint\
                """)) {
      now.next();
      written = now.getLong(1);
    }
    try (Connection replica = pools.replica();
        Statement statement = replica.createStatement();
        ResultSet seen =
            statement.executeQuery(
                "SELECT (extract(epoch FROM at) * 1000)::bigint FROM replica_heartbeat")) {
      return seen.next() && written - seen.getLong(1) <= lagMax.toMillis();
    } catch (SQLException e) {
      return false; // whatever it is, the primary is there
    }
  }
}
