package heliograph.store.lmdb;

import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.store.layout.IndexKey;
import heliograph.store.pending.PendingEvent;
import heliograph.store.pending.PendingView;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.Txn;

/**
 * One reader slot: a read transaction that is renewed for each slice, with a cursor for each index,
 * and the changes that LMDB does not have yet. Cursors know only LMDB; {@link #find} and {@link
 * #read} know both, so that no removed event is read through an index entry that is still there.
 * Confined to the thread that has borrowed it from {@link ReaderPool}.
 */
final class ReadContext implements AutoCloseable {
  private final LmdbEnvironment env;
  private final Txn<ByteBuffer> txn;
  private final Map<IndexKey, Cursor<ByteBuffer>> cursors = new EnumMap<>(IndexKey.class);
  private final Map<IndexKey, Long> renewed = new EnumMap<>(IndexKey.class);
  private final Cursor<ByteBuffer> ids;
  private final EventLookup lookup;
  private final ByteBuffer key = ByteBuffer.allocateDirect(64);
  private final PackedEvent event = new PackedEvent();
  private final Supplier<PendingView> changes;
  private PendingView pending = PendingView.NONE;
  private long slice;

  /**
   * The keys that were vanishing when the slice began. A removal that ends later takes its key out
   * of {@link Vanishing}, while its events are still in this slice's snapshot.
   */
  private Map<PublicKey, Long> vanishingAtBegin = Map.of();

  ReadContext(LmdbEnvironment env, Supplier<PendingView> changes) {
    this.env = env;
    this.changes = changes;
    lookup = new EventLookup(env);
    txn = env.read();
    ids = env.ids.openCursor(txn);
    txn.reset();
  }

  /** Starts a slice on the newest state. */
  void begin() {
    env.lockMap();
    boolean begun = false;
    try {
      vanishingAtBegin =
          env.vanishing.now(); // before the snapshot, which then lacks what has ended
      PendingView before = changes.get(); // before the snapshot too, as the view's package says
      txn.renew();
      ids.renew(txn);
      slice++;
      pending = before.isEmpty() ? PendingView.NONE : before.after(lastApplied());
      begun = true;
    } finally {
      if (!begun) {
        env.unlockMap();
      }
    }
  }

  /** Returns the changes of this slice that its transaction does not have. */
  PendingView pending() {
    return pending;
  }

  /** Ends the slice, so that the writer may use the pages of its snapshot again. */
  void end() {
    pending = PendingView.NONE;
    txn.reset();
    env.unlockMap();
  }

  Txn<ByteBuffer> txn() {
    return txn;
  }

  /** Returns a scratch buffer for keys. */
  ByteBuffer key() {
    return key.clear();
  }

  /** Returns the cursor on an index, in this slice's transaction. */
  Cursor<ByteBuffer> cursor(IndexKey index) {
    Cursor<ByteBuffer> cursor = cursors.get(index);
    if (cursor == null) {
      cursor = env.index(index).openCursor(txn);
      cursors.put(index, cursor);
      renewed.put(index, slice);
    } else if (renewed.getOrDefault(index, 0L) != slice) {
      cursor.renew(txn);
      renewed.put(index, slice);
    }
    return cursor;
  }

  Dbi<ByteBuffer> feed() {
    return env.feed;
  }

  /** Returns the number of the last change that this slice's transaction has; 0 if none. */
  long lastApplied() {
    return env.lastSeq(txn);
  }

  /**
   * Points the shared flyweight at a stored event.
   *
   * @return false if it is not stored, or hidden because its author has vanished (NIP-62)
   */
  boolean read(long localId) {
    return readStored(localId) && !hides(event);
  }

  /** Returns true if an event of this slice is being removed, or was when the slice began. */
  boolean hides(PackedEvent stored) {
    return env.vanishing.hides(stored) || Vanishing.hides(stored, vanishingAtBegin);
  }

  /** Points the shared flyweight at a stored event, also at one that is to be removed. */
  private boolean readStored(long localId) {
    if (pending.isEmpty()) {
      return readApplied(localId);
    }
    NostrEvent found = pending.get(localId);
    if (found != null) {
      event.wrap(found.packed().buffer());
      return true;
    }
    return !pending.isRemoved(localId) && readApplied(localId);
  }

  /** Points the shared flyweight at an event that LMDB has, without regard to pending changes. */
  boolean readApplied(long localId) {
    return lookup.read(txn, localId, event);
  }

  /** Returns what {@link #read} found last; valid until the next read and within the slice. */
  PackedEvent event() {
    return event;
  }

  /**
   * Returns the local id of an event and points {@link #event} at it; −1 if it is not stored, or
   * hidden.
   */
  long find(EventId id) {
    long localId = findStored(id);
    return localId < 0 || hides(event) ? -1 : localId;
  }

  private long findStored(EventId id) {
    PendingEvent found = pending.isEmpty() ? null : pending.find(id);
    if (found != null) {
      event.wrap(found.event().packed().buffer());
      return found.localId();
    }
    long localId = lookup.find(txn, ids, id, event);
    return pending.isRemoved(localId) ? -1 : localId;
  }

  @Override
  public void close() {
    cursors.values().forEach(Cursor::close);
    ids.close();
    txn.close();
  }
}
