package heliograph.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Checks whether a replica may be read from: it answers, and has what was written to the primary a
 * moment ago. A replica that has lost its primary reports that it has replayed everything it
 * received, so only a heartbeat shows the loss.
 */
final class ReplicaCheck {
  private ReplicaCheck() {}

  /** Writes a heartbeat to the primary and returns whether the replica's newest one is recent. */
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
      return false; // whatever the fault is, the primary can be read
    }
  }
}
