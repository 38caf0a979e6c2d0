package heliograph.store.lmdb;

import heliograph.event.EventId;
import heliograph.event.KindClass;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.store.FeedEntry;
import heliograph.store.FeedEntry.Cause;
import heliograph.store.StoreResult;
import heliograph.store.StoreResult.By;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Cursor;
import org.lmdbjava.GetOp;
import org.lmdbjava.PutFlags;
import org.lmdbjava.SeekOp;
import org.lmdbjava.Txn;

/**
 * Applies events to the store within one write transaction: what NIP-01, NIP-09, NIP-40 and NIP-62
 * say a relay keeps.
 *
 * <pre>
 * put(e):  stored already            → Duplicate
 *          barred by a deletion      → Deleted      see {@link Erasure}
 *          newer version stored,     → Superseded   (same second: the lowest id stays)
 *          or stored till it expired
 *          older version stored      → removed, feed REPLACED
 *          kind 5 or 62              → what it names is removed, feed DELETED or VANISHED, and barred
 *          write record and indexes, feed PUT
 * </pre>
 *
 * <p>Whatever changes the store appends to the feed in the same transaction; the entries of one
 * transaction are handed out after its commit. {@link #work} says how much a transaction has
 * written, so that its caller can end it in time. Confined to the writer's thread.
 */
final class EventWriter {
  private final LmdbEnvironment env;
  private final ByteBuffer key = ByteBuffer.allocateDirect(256);
  private final ByteBuffer localKey = ByteBuffer.allocateDirect(8);
  private final ByteBuffer empty = ByteBuffer.allocateDirect(0);
  private final PackedEvent stored = new PackedEvent();
  private final PackedEvent doomed = new PackedEvent();

  /** Bytes of a record that count as much as one index entry. */
  private static final int BYTES_PER_UNIT = 512;

  /** What one event may remove at once, about; the rest goes after the commit. */
  static final int ERASED_AT_ONCE = 2_048;

  /** Tags of a kind 5 that are obeyed in the transaction that stores it. */
  private static final int DELETED_AT_ONCE = 64;

  private final int feedEntriesMax;
  private final Erasure erasure;
  private final Counters counters;
  private final Versions versions;
  private final TagErasure tags;
  private final CurrentVersions current;

  private int work;

  /** Set when an event of this transaction was not stored. */
  private boolean refused;

  private long seq;
  private long feedTail;
  private Txn<ByteBuffer> txn;
  private Cursor<ByteBuffer> idCursor;
  private List<FeedEntry> entries = new ArrayList<>();

  /** Starts after the last change that {@code env} holds. */
  EventWriter(LmdbEnvironment env, int feedEntriesMax, Versions versions) {
    this.env = env;
    this.versions = versions;
    this.feedEntriesMax = feedEntriesMax;
    current = new CurrentVersions(env);
    txn = env.write();
    idCursor = env.ids.openCursor(txn);
    seq = feedEdge(SeekOp.MDB_LAST, 0);
    feedTail = feedEdge(SeekOp.MDB_FIRST, 1);
    erasure = new Erasure(this, env, versions);
    tags = new TagErasure(env, txn);
    idCursor.close();
    txn.close();
    counters = new Counters(env, seq);
  }

  private long feedEdge(SeekOp end, long whenEmpty) {
    try (Cursor<ByteBuffer> cursor = env.feed.openCursor(txn)) {
      return cursor.seek(end) ? cursor.key().getLong(0) : whenEmpty;
    }
  }

  /** The last change made, committed or not. */
  long seq() {
    return seq;
  }

  void begin() {
    txn = env.write();
    idCursor = env.ids.openCursor(txn);
    entries = new ArrayList<>();
    work = 0;
    refused = false;
    counters.begin();
  }

  /** Commits; from here on the changes since {@link #begin} are durable as configured. */
  List<FeedEntry> commit() {
    trimFeed();
    counters.flush(txn, seq);
    if (refused && work == 0) {
      env.touch(txn); // or the time to the OK would say that nothing was stored
    }
    idCursor.close();
    txn.commit();
    txn.close();
    counters.committed();
    erasure.committed();
    return entries;
  }

  /** Undoes everything since {@link #begin}. */
  void abort(long seqBefore, long feedTailBefore) {
    idCursor.close();
    txn.close();
    seq = seqBefore;
    feedTail = feedTailBefore;
    try (Txn<ByteBuffer> now = env.read()) {
      erasure.load(now);
      tags.load(now);
    }
    counters.aborted(seqBefore);
  }

  Counters counters() {
    return counters;
  }

  Txn<ByteBuffer> txn() {
    return txn;
  }

  /** What {@link #findId} and {@link #readStored} found last. */
  PackedEvent stored() {
    return stored;
  }

  boolean readStored(long localId) {
    return read(localId, stored);
  }

  /** Index entries and records written and removed in this transaction, about. */
  int work() {
    return work;
  }

  void spend(int units) {
    work += units;
  }

  /** Removes a part of what vanished keys still have. */
  void removeVanished(int units) {
    erasure.goOn(units);
  }

  /** True if removed events have left index entries behind. */
  boolean hasErased() {
    return tags.isPending();
  }

  /** Removes up to {@code max} index entries of removed events. */
  void sweepErased(int max) {
    if (tags.isPending()) {
      work += tags.sweep(txn, max);
    }
  }

  boolean hasVanishing() {
    return erasure.isUnfinished();
  }

  long feedTail() {
    return feedTail;
  }

  /** Applies one event; of what it erases, no more than {@link #ERASED_AT_ONCE} at once. */
  StoreResult put(NostrEvent event) {
    PackedEvent packed = event.packed();
    boolean replaceable = isReplaceable(event.kindClass());
    StoreResult refusal = knownResult(event);
    if (refusal == null && replaceable) {
      refusal = supersede(packed);
    }
    if (refusal != null) {
      refused = true;
      return refusal;
    }
    if (event.kind() == Kinds.DELETION && !isLargeDeletion(event)) {
      erasure.delete(event, event.tags(), 0, Integer.MAX_VALUE - work);
    } else if (event.kind() == Kinds.REQUEST_TO_VANISH) {
      erasure.vanish(event, ERASED_AT_ONCE);
    }
    long localId = ++seq;
    write(event, localId, replaceable);
    appendFeed(localId, 0, packed);
    entries.add(new FeedEntry.Put(localId, event));
    return new StoreResult.Stored(localId);
  }

  private static boolean isReplaceable(KindClass kindClass) {
    return kindClass == KindClass.REPLACEABLE || kindClass == KindClass.ADDRESSABLE;
  }

  /** The result of an event that is stored or barred; null for one that is neither. */
  @Nullable StoreResult knownResult(NostrEvent event) {
    if (erasure.bars(event)) {
      return new StoreResult.Deleted(); // asked first: what is going is still there
    }
    return findId(event.id()) >= 0 ? new StoreResult.Duplicate() : null;
  }

  /**
   * True if a kind 5 names so much that {@link #erase} must have done it, in parts, before {@link
   * #put} stores it.
   */
  static boolean isLargeDeletion(NostrEvent event) {
    return event.kind() == Kinds.DELETION && event.packed().tagCount() > DELETED_AT_ONCE;
  }

  /** Does a part of what a large kind 5 asks for; returns the first tag that is left. */
  int erase(NostrEvent deletion, List<List<String>> named, int from) {
    return erasure.delete(deletion, named, from, ERASED_AT_ONCE);
  }

  /** The local id of an event, or −1. */
  long findId(EventId id) {
    key.clear();
    key.putLong(id.a()).putLong(0).flip();
    boolean found = idCursor.get(key, GetOp.MDB_SET_RANGE);
    while (found && idCursor.key().getLong(0) == id.a()) {
      long localId = idCursor.key().getLong(8);
      if (read(localId, stored) && stored.id().equals(id)) {
        return localId;
      }
      found = idCursor.next();
    }
    return -1;
  }

  private boolean read(long localId, PackedEvent into) {
    localKey.clear();
    localKey.putLong(localId).flip();
    ByteBuffer record = env.events.get(txn, localKey);
    if (record == null) {
      return false;
    }
    into.wrap(record);
    return true;
  }

  /** Makes way for a replaceable event; what stands in its way, if something does. */
  private @Nullable StoreResult supersede(PackedEvent event) {
    long localId = current.find(txn, event);
    if (localId >= 0 && read(localId, stored)) {
      if (stored.createdAt() > event.createdAt()) {
        return new StoreResult.Superseded(By.NEWER);
      }
      if (stored.createdAt() == event.createdAt() && stored.id().compareTo(event.id()) < 0) {
        return new StoreResult.Superseded(By.LOWER_ID);
      }
      remove(localId, Cause.REPLACED);
      return null;
    }
    CurrentVersions.Expired last = current.findExpired(txn, event);
    boolean isOlder =
        last != null
            && (last.createdAt() > event.createdAt()
                || last.createdAt() == event.createdAt() && last.id().compareTo(event.id()) < 0);
    return isOlder ? new StoreResult.Superseded(By.EXPIRED) : null;
  }

  private void write(NostrEvent event, long localId, boolean replaceable) {
    PackedEvent packed = event.packed();
    localKey.clear();
    localKey.putLong(localId).flip();
    ByteBuffer record = event.record();
    env.events.reserve(txn, localKey, record.remaining(), PutFlags.MDB_APPEND).put(record);
    key.clear();
    key.putLong(packed.idWord(0)).putLong(localId).flip();
    putKey(env.ids);
    for (IndexKey index : IndexKey.values()) {
      if (index != IndexKey.TAG) {
        index.write(key, packed, localId);
        putKey(env.index(index));
      }
    }
    for (int tag = 0; tag < packed.indexedTagCount(); tag++) {
      IndexKey.writeTag(key, packed, tag, localId);
      putKey(env.index(IndexKey.TAG));
    }
    if (replaceable) {
      current.put(txn, packed, localId);
    }
    if (packed.expiration() != Long.MAX_VALUE) {
      key.clear();
      key.putLong(packed.expiration()).putLong(localId).flip();
      putKey(env.expiry);
    }
    counters.added(txn, packed, localId);
    work += 9 + packed.indexedTagCount() + record.limit() / BYTES_PER_UNIT;
  }

  private void putKey(org.lmdbjava.Dbi<ByteBuffer> dbi) {
    empty.clear();
    dbi.put(txn, key, empty);
  }

  /** Removes an event that is stored; false if it is not. */
  boolean remove(EventId id) {
    work++;
    long localId = findId(id);
    if (localId >= 0) {
      remove(localId, Cause.DELETED);
    }
    return localId >= 0;
  }

  /**
   * Removes a stored event and says so in the feed. Nobody finds it any more; index entries of an
   * event with many tags go later.
   */
  void remove(long localId, Cause cause) {
    if (!read(localId, doomed)) {
      return;
    }
    // the map may move under a record while its pages change, so work on a copy
    NostrEvent event = NostrEvent.copyOf(doomed);
    PackedEvent packed = event.packed();
    key.clear();
    key.putLong(packed.idWord(0)).putLong(localId).flip();
    env.ids.delete(txn, key);
    for (IndexKey index : IndexKey.values()) {
      if (index != IndexKey.TAG) {
        index.write(key, packed, localId);
        env.index(index).delete(txn, key);
      }
    }
    work += 9 + packed.buffer().limit() / BYTES_PER_UNIT + tags.remove(txn, packed, localId);
    if (isReplaceable(KindClass.of(packed.kind()))) {
      current.remove(txn, packed, localId, cause == Cause.EXPIRED);
    }
    if (packed.expiration() != Long.MAX_VALUE) {
      key.clear();
      key.putLong(packed.expiration()).putLong(localId).flip();
      env.expiry.delete(txn, key);
    }
    localKey.clear();
    localKey.putLong(localId).flip();
    env.events.delete(txn, localKey);
    if (cause == Cause.REPLACED) {
      versions.keep(txn, packed);
    }
    long change = ++seq;
    counters.removed(txn, packed, localId, change);
    appendFeed(change, cause.code(), packed);
    entries.add(new FeedEntry.Removed(change, cause, event.id(), event.pubkey(), event.kind()));
  }

  private void appendFeed(long change, int operation, PackedEvent event) {
    localKey.clear();
    localKey.putLong(change).flip();
    ByteBuffer value = env.feed.reserve(txn, localKey, FeedRecord.LENGTH, PutFlags.MDB_APPEND);
    FeedRecord.write(value, operation, event);
  }

  private void trimFeed() {
    for (int i = 0; seq - feedTail >= feedEntriesMax && i < 4_096; i++) {
      localKey.clear();
      localKey.putLong(feedTail++).flip();
      env.feed.delete(txn, localKey);
    }
  }

  /** Removes a part of the kept versions whose time is over. */
  void sweepVersions() {
    versions.sweep(txn);
  }

  /** Removes a part of the events whose time is over; false if there are more. */
  boolean removeExpired(long now, int units) {
    current.sweep(txn, now);
    return erasure.removeExpired(now, units);
  }
}
