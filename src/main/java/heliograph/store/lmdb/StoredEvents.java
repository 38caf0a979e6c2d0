package heliograph.store.lmdb;

import heliograph.event.KindClass;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.store.FeedEntry;
import heliograph.store.FeedEntry.Cause;
import java.nio.ByteBuffer;
import org.lmdbjava.PutFlags;
import org.lmdbjava.Txn;

/**
 * Adds and removes whole events: the record with its index entries, the current version of its
 * address, the counters, the kept versions and the feed. Confined to {@link Commits}.
 */
final class StoredEvents {
  /** The number of bytes of a record that count as one index entry. */
  private static final int BYTES_PER_UNIT = 512;

  private final LmdbEnvironment env;
  private final WriteTxn txn;
  private final EventIndexes indexes;
  private final CurrentVersions current;
  private final Versions versions;
  private final Counters counters;
  private final ByteBuffer localKey = ByteBuffer.allocateDirect(8);
  private final PackedEvent doomed = new PackedEvent();

  StoredEvents(
      LmdbEnvironment env,
      WriteTxn txn,
      EventIndexes indexes,
      CurrentVersions current,
      Versions versions,
      Counters counters) {
    this.env = env;
    this.txn = txn;
    this.indexes = indexes;
    this.current = current;
    this.versions = versions;
    this.counters = counters;
  }

  static boolean isReplaceable(KindClass kindClass) {
    return kindClass == KindClass.REPLACEABLE || kindClass == KindClass.ADDRESSABLE;
  }

  /** Adds an event that is not stored; returns its local id. */
  long add(NostrEvent event) {
    PackedEvent packed = event.packed();
    Txn<ByteBuffer> lmdb = txn.lmdb();
    long localId = txn.nextSeq();
    localKey.clear();
    localKey.putLong(localId).flip();
    ByteBuffer record = event.record();
    env.events.reserve(lmdb, localKey, record.remaining(), PutFlags.MDB_APPEND).put(record);
    int tags = indexes.put(lmdb, packed, localId);
    if (isReplaceable(event.kindClass())) {
      current.put(lmdb, packed, localId);
    }
    counters.added(lmdb, packed, localId);
    txn.spend(9 + tags + record.limit() / BYTES_PER_UNIT);
    txn.record(new FeedEntry.Put(localId, event), 0, packed);
    return localId;
  }

  /**
   * Removes a stored event, so that it is no longer found; index entries of an event with many tags
   * are removed later. Does nothing if there is no such event.
   */
  void remove(long localId, Cause cause) {
    if (!txn.read(localId, doomed)) {
      return;
    }
    // a record may move in the map while its pages change, so this works on a copy
    NostrEvent event = NostrEvent.copyOf(doomed);
    PackedEvent packed = event.packed();
    Txn<ByteBuffer> lmdb = txn.lmdb();
    int tags = indexes.delete(lmdb, packed, localId);
    txn.spend(9 + packed.buffer().limit() / BYTES_PER_UNIT + tags);
    if (isReplaceable(event.kindClass())) {
      current.remove(lmdb, packed, localId, cause == Cause.EXPIRED);
    }
    localKey.clear();
    localKey.putLong(localId).flip();
    env.events.delete(lmdb, localKey);
    if (cause == Cause.REPLACED) {
      versions.keep(lmdb, packed);
    }
    long change = txn.nextSeq();
    counters.removed(lmdb, packed, localId, change);
    txn.record(
        new FeedEntry.Removed(change, cause, event.id(), event.pubkey(), event.kind()),
        cause.code(),
        packed);
  }
}
