package heliograph.analytics;

import heliograph.database.Columns;
import heliograph.event.PublicKey;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The dictionary of keys: a small number for each. Confined to one thread. */
final class Accounts {
  /** Advisory lock: shared by who names accounts, exclusive for who removes those not named. */
  static final long LOCK = 0x6163636f756eL;

  private Accounts() {}

  /**
   * The numbers of keys; those that have none get one. They stay until the caller's transaction
   * ends. Sorted, so that relays do not lock in a circle.
   */
  static Map<PublicKey, Integer> numbers(Connection connection, Collection<PublicKey> keys)
      throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("SELECT pg_advisory_xact_lock_shared(" + LOCK + ")")) {
      lock.execute();
    }
    List<byte[]> sorted = new TreeSet<>(keys).stream().map(PublicKey::bytes).toList();
    Map<PublicKey, Integer> numbers = find(connection, sorted);
    if (numbers.size() < sorted.size()) {
      try (Columns insert =
          new Columns(
              connection,
              """
              INSERT INTO account (pubkey)
              SELECT key FROM unnest(?::bytea[]) AS key
               WHERE NOT EXISTS (SELECT FROM account WHERE pubkey = key)
               ORDER BY 1
              ON CONFLICT DO NOTHING\
              """)) {
        // only what is missing: a conflict, too, would use up a number
        insert
            .column(
                "bytea",
                sorted.stream()
                    .filter(key -> !numbers.containsKey(PublicKey.read(ByteBuffer.wrap(key), 0)))
                    .toArray())
            .run();
      }
      return find(connection, sorted);
    }
    return numbers;
  }

  private static Map<PublicKey, Integer> find(Connection connection, List<byte[]> keys)
      throws SQLException {
    Map<PublicKey, Integer> numbers = new HashMap<>();
    try (Columns select =
        new Columns(
            connection,
            "SELECT a.id, a.pubkey FROM unnest(?::bytea[]) AS key JOIN account a ON a.pubkey = key")) {
      select.column("bytea", keys);
      try (ResultSet row = select.statement().executeQuery()) {
        while (row.next()) {
          numbers.put(PublicKey.read(ByteBuffer.wrap(row.getBytes(2)), 0), row.getInt(1));
        }
      }
    }
    return numbers;
  }
}
