package heliograph.store.lmdb;

import heliograph.event.PackedEvent;
import heliograph.store.layout.IndexKey;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Dbi;
import org.lmdbjava.Txn;

/**
 * Adds and deletes the index entries of events. {@link TagErasure} deletes those of tags, and may
 * leave many of them for later.
 *
 * <p>The entries of many events can be collected and put in the order of their keys, so that
 * neighbours go to the same page. Until then the events are not found by their id. Confined to a
 * transaction.
 */
final class EventIndexes {
  private static final IndexKey[] TAGLESS = {
    IndexKey.TIME, IndexKey.KIND, IndexKey.AUTHOR, IndexKey.AUTHOR_KIND
  };

  /** The operation on a key. */
  private enum KeyOp {
    PUT,
    DELETE
  }

  private final LmdbEnvironment env;
  private final TagErasure tags;
  private final ByteBuffer key = ByteBuffer.allocateDirect(IndexKey.MAX);
  private final ByteBuffer empty = ByteBuffer.allocateDirect(0);
  private @Nullable CollectedKeys collected;

  EventIndexes(LmdbEnvironment env, TagErasure tags) {
    this.env = env;
    this.tags = tags;
  }

  /** From now on, collects the entries of events whose local id is greater than {@code last}. */
  void collect(long last) {
    collected = new CollectedKeys(last);
  }

  /** Puts the collected entries, and collects no more. */
  void putCollected(Txn<ByteBuffer> txn) {
    CollectedKeys keys = collected;
    if (keys != null) {
      collected = null;
      keys.put(txn, env.ids);
      keys.put(txn, env.expiry);
      for (IndexKey index : IndexKey.values()) {
        keys.put(txn, env.index(index));
      }
    }
  }

  /** Drops what was collected in a transaction that is undone. */
  void abort() {
    collected = null;
  }

  /** Adds the entries of an event; returns the number of those of its tags. */
  int put(Txn<ByteBuffer> txn, PackedEvent event, long localId) {
    apply(KeyOp.PUT, txn, event, localId);
    int count = event.indexedTagCount();
    for (int tag = 0; tag < count; tag++) {
      IndexKey.writeTag(key, event, tag, localId);
      apply(KeyOp.PUT, txn, env.index(IndexKey.TAG));
    }
    return count;
  }

  /** Deletes the entries of an event; returns the work of those of its tags, in entries. */
  int delete(Txn<ByteBuffer> txn, PackedEvent event, long localId) {
    if (collected != null && collected.remove(localId)) {
      return event.indexedTagCount();
    }
    apply(KeyOp.DELETE, txn, event, localId);
    return tags.remove(txn, event, localId);
  }

  private void apply(KeyOp op, Txn<ByteBuffer> txn, PackedEvent event, long localId) {
    key.clear();
    key.putLong(event.idWord(0)).putLong(localId).flip();
    apply(op, txn, env.ids);
    for (IndexKey index : TAGLESS) {
      index.write(key, event, localId);
      apply(op, txn, env.index(index));
    }
    if (event.expiration() != Long.MAX_VALUE) {
      key.clear();
      key.putLong(event.expiration()).putLong(localId).flip();
      apply(op, txn, env.expiry);
    }
  }

  private void apply(KeyOp op, Txn<ByteBuffer> txn, Dbi<ByteBuffer> dbi) {
    if (op == KeyOp.PUT && collected != null) {
      collected.add(dbi, key);
    } else if (op == KeyOp.PUT) {
      empty.clear();
      dbi.put(txn, key, empty);
    } else {
      dbi.delete(txn, key);
    }
  }
}
