package heliograph.analytics;

import heliograph.database.Column;
import heliograph.database.Sql;
import heliograph.event.PublicKey;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Maps public keys to small integer ids, in table {@code account}. Confined to one thread. */
final class AccountIds {
  /**
   * Advisory lock: shared by writers that name accounts, exclusive for the removal of unused
   * accounts.
   */
  static final long LOCK = 0x6163636f756eL;

  private AccountIds() {}

  /**
   * Returns the ids of keys; a key without an id gets one. No id is removed before the caller's
   * transaction ends. Keys are inserted in order, so that relays do not deadlock.
   */
  static Map<PublicKey, Integer> numbers(Sql sql, Collection<PublicKey> keys) {
    sql.run("SELECT pg_advisory_xact_lock_shared(?)", LOCK);
    List<byte[]> sorted = new TreeSet<>(keys).stream().map(PublicKey::bytes).toList();
    Map<PublicKey, Integer> numbers = find(sql, sorted);
    if (numbers.size() < sorted.size()) {
      // only missing keys, because a conflict would use up a number too
      sql.run(
          """
          INSERT INTO account (pubkey)
          SELECT key FROM unnest(?::bytea[]) AS key
           WHERE NOT EXISTS (SELECT FROM account WHERE pubkey = key)
           ORDER BY 1
          ON CONFLICT DO NOTHING\
          """,
          Column.of(
              "bytea",
              sorted.stream()
                  .filter(key -> !numbers.containsKey(PublicKey.read(ByteBuffer.wrap(key), 0)))
                  .toList()));
      return find(sql, sorted);
    }
    return numbers;
  }

  private static Map<PublicKey, Integer> find(Sql sql, List<byte[]> keys) {
    Map<PublicKey, Integer> numbers = new HashMap<>();
    sql.query(
            "SELECT a.id, a.pubkey FROM unnest(?::bytea[]) AS key JOIN account a ON a.pubkey = key",
            Column.of("bytea", keys))
        .each(row -> {
          numbers.put(PublicKey.read(ByteBuffer.wrap(row.getBytes(2)), 0), row.getInt(1));
        });
    return numbers;
  }
}
