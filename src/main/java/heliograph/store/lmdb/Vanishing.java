package heliograph.store.lmdb;

import heliograph.event.Kinds;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.store.layout.AddressKey;
import heliograph.store.rules.GiftWraps;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Cursor;
import org.lmdbjava.GetOp;
import org.lmdbjava.Txn;

/**
 * The keys that have vanished (NIP-62) and whose events are still being removed. Readers check
 * every event against it, so that none of their events is shown after the OK, however long the
 * removal takes. Thread-safe; nearly always empty.
 */
final class Vanishing {
  private volatile Map<PublicKey, Long> keys = Map.of();

  /** Sets the keys, with the time up to which each has vanished. */
  void set(Map<PublicKey, Long> unfinished) {
    keys = Map.copyOf(unfinished);
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Returns the keys as they are now, immutable. */
  Map<PublicKey, Long> now() {
    return keys;
  }

  /** Reads the unfinished keys from the store, for a process that does not write it. */
  static Map<PublicKey, Long> read(LmdbEnvironment env, Txn<ByteBuffer> txn) {
    Map<PublicKey, Long> unfinished = new HashMap<>();
    try (Cursor<ByteBuffer> cursor = env.tombstones.openCursor(txn)) {
      ByteBuffer first = ByteBuffer.allocateDirect(1).put(AddressKey.VANISHED).flip();
      boolean found = cursor.get(first, GetOp.MDB_SET_RANGE);
      while (found && cursor.key().get(0) == AddressKey.VANISHED) {
        if (cursor.val().get(8) == 0) {
          unfinished.put(PublicKey.read(cursor.key(), 1), cursor.val().getLong(0));
        }
        found = cursor.next();
      }
    }
    return unfinished;
  }

  /** Returns true if {@code event} is being removed and must not be shown. */
  boolean hides(PackedEvent event) {
    return hides(event, keys);
  }

  /** Returns true if {@code event} is among those that {@code now}, of {@link #now}, hides. */
  static boolean hides(PackedEvent event, Map<PublicKey, Long> now) {
    if (now.isEmpty() || event.kind() == Kinds.REQUEST_TO_VANISH) {
      return false;
    }
    return hides(event, now.get(event.pubkey()))
        || GiftWraps.recipients(event).stream().anyMatch(key -> hides(event, now.get(key)));
  }

  private static boolean hides(PackedEvent event, @Nullable Long until) {
    return until != null && event.createdAt() <= until;
  }
}
