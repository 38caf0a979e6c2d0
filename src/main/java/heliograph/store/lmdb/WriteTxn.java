package heliograph.store.lmdb;

import heliograph.event.EventId;
import heliograph.event.PackedEvent;
import heliograph.store.FeedEntry;
import heliograph.store.layout.FeedRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.lmdbjava.Cursor;
import org.lmdbjava.PutFlags;
import org.lmdbjava.SeekOp;
import org.lmdbjava.Txn;

/**
 * The writer's transactions, one after the other in the same object.
 *
 * <pre>
 * NONE ──begin──► OPEN ──commit──► NONE    the changes are durable as configured
 *                  └─────abort───► NONE    seq and feed are where begin found them
 * </pre>
 *
 * <p>Numbers the changes, appends each to the feed, collects its entry, and counts the entries
 * written, so that the writer can end the transaction in time. Confined to {@link Commits}.
 */
final class WriteTxn {
  private enum State {
    NONE,
    OPEN
  }

  private final LmdbEnvironment env;
  private final int feedEntriesMax;
  private final EventLookup lookup;
  private final ByteBuffer localKey = ByteBuffer.allocateDirect(8);

  private State state = State.NONE;
  private Txn<ByteBuffer> txn;
  private Cursor<ByteBuffer> ids;
  private List<FeedEntry> entries = new ArrayList<>();
  private int work;
  private long seq;
  private long feedTail;
  private long seqAtBegin;
  private long feedTailAtBegin;

  /** Continues after the last change that {@code env} holds. */
  WriteTxn(LmdbEnvironment env, int feedEntriesMax) {
    this.env = env;
    this.feedEntriesMax = feedEntriesMax;
    lookup = new EventLookup(env);
    txn = env.read();
    ids = env.ids.openCursor(txn);
    seq = env.lastSeq(txn);
    feedTail = env.feedEdge(txn, SeekOp.MDB_FIRST, 1);
    close();
  }

  private void close() {
    ids.close();
    txn.close();
    state = State.NONE;
  }

  void begin() {
    if (state == State.OPEN) {
      throw new IllegalStateException("a write transaction is open already");
    }
    txn = env.write();
    ids = env.ids.openCursor(txn);
    state = State.OPEN;
    entries = new ArrayList<>();
    work = 0;
    seqAtBegin = seq;
    feedTailAtBegin = feedTail;
  }

  /** Commits and returns the changes, in order. */
  List<FeedEntry> commit() {
    ids.close();
    txn.commit();
    txn.close();
    state = State.NONE;
    return entries;
  }

  /** Undoes everything since {@link #begin}. */
  void abort() {
    if (state == State.OPEN) {
      close();
      seq = seqAtBegin;
      feedTail = feedTailAtBegin;
    }
  }

  Txn<ByteBuffer> lmdb() {
    return txn;
  }

  /** Returns the last change made, committed or not. */
  long seq() {
    return seq;
  }

  /** Numbers a change; it must be reported by {@link #record} next. */
  long nextSeq() {
    return ++seq;
  }

  /**
   * Returns the approximate number of index entries and records written and removed in this
   * transaction.
   */
  int work() {
    return work;
  }

  void spend(int units) {
    work += units;
  }

  /** Points a flyweight at a stored event; returns false if there is none. */
  boolean read(long localId, PackedEvent into) {
    return lookup.read(txn, localId, into);
  }

  /** Returns the local id of an event and points {@code into} at it; −1 if there is none. */
  long find(EventId id, PackedEvent into) {
    return lookup.find(txn, ids, id, into);
  }

  /**
   * Appends a change to the feed.
   *
   * @param operation 0 for a put, otherwise the code of a removal's cause
   */
  void record(FeedEntry entry, int operation, PackedEvent event) {
    localKey.clear();
    localKey.putLong(entry.seq()).flip();
    ByteBuffer value = env.feed.reserve(txn, localKey, FeedRecord.LENGTH, PutFlags.MDB_APPEND);
    FeedRecord.write(value, operation, event);
    entries.add(entry);
  }

  /** Drops a part of the feed's oldest entries beyond the configured number. */
  void trimFeed() {
    int most = Math.max(4_096, 2 * entries.size());
    for (int i = 0; seq - feedTail >= feedEntriesMax && i < most; i++) {
      localKey.clear();
      localKey.putLong(feedTail++).flip();
      env.feed.delete(txn, localKey);
    }
  }

  /** Makes the commit write to the disk although nothing was changed. */
  void touch() {
    env.touch(txn);
  }
}
