package heliograph.store.lmdb;

import heliograph.event.PackedEvent;
import heliograph.store.layout.CounterKey;
import heliograph.store.layout.CounterValue;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.Txn;

/**
 * Recounts the events of maintained counters and compares. Confined to its caller, within one
 * transaction.
 */
final class CounterAudit {
  private final Txn<ByteBuffer> txn;
  private final Dbi<ByteBuffer> dbi;
  private final CounterTable table = new CounterTable();

  /**
   * Creates an audit of a store's counters.
   *
   * @param seq last change of the store; counters that are older are not checked, since the store
   *     drops them when it is next opened for writing
   */
  CounterAudit(Txn<ByteBuffer> txn, Dbi<ByteBuffer> dbi, long seq) {
    this.txn = txn;
    this.dbi = dbi;
    Counters.load(txn, dbi, seq, table);
  }

  /** Counts one event of the store. */
  void see(PackedEvent event) {
    table.look(event);
    for (CounterTable.Entry entry = table.next(); entry != null; entry = table.next()) {
      fresh(entry).add(event.pubkey(), event.expiration() != Long.MAX_VALUE);
    }
  }

  private static CounterValue fresh(CounterTable.Entry entry) {
    CounterValue fresh = entry.current;
    if (fresh == null) {
      fresh = new CounterValue(entry.key);
      entry.current = fresh;
    }
    return fresh;
  }

  /** Reports each counter that differs from the count of the events. */
  void finish(Consumer<String> fault) {
    try (Cursor<ByteBuffer> cursor = dbi.openCursor(txn)) {
      for (boolean found = cursor.first(); found; found = cursor.next()) {
        CounterTable.Entry entry =
            cursor.key().get(0) == 0 ? null : table.find(CounterKey.read(cursor.key()));
        if (entry != null) {
          CounterValue stored = CounterValue.read(entry.key, cursor.val());
          CounterValue fresh = fresh(entry);
          if (!stored.isConsistentWith(fresh)) {
            fault.accept(
                "counter %s of %s is %d, but %d events match"
                    .formatted(
                        entry.key.shape(), entry.key.value(), stored.count(), fresh.count()));
          }
        }
      }
    }
  }
}
