package heliograph.store.lmdb;

import heliograph.event.EventId;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.store.layout.IndexKey;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.Txn;

/**
 * One reader slot: a read transaction that is renewed for each slice, with a cursor for each index.
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
  private long slice;

  /**
   * The keys that were vanishing when the slice began. A removal that ends later takes its key out
   * of {@link Vanishing}, while its events are still in this slice's snapshot.
   */
  private Map<PublicKey, Long> vanishingAtBegin = Map.of();

  ReadContext(LmdbEnvironment env) {
    this.env = env;
    lookup = new EventLookup(env);
    txn = env.read();
    ids = env.ids.openCursor(txn);
    txn.reset();
  }

  /** Starts a slice on the newest committed state. */
  void begin() {
    env.lockMap();
    vanishingAtBegin = env.vanishing.now(); // before the snapshot, which then lacks what has ended
    txn.renew();
    ids.renew(txn);
    slice++;
  }

  /** Ends the slice, so that the writer may use the pages of its snapshot again. */
  void end() {
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

  /** Returns the number of the last change that this slice sees; 0 if there is none. */
  long lastSeq() {
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
  boolean readStored(long localId) {
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
    long localId = lookup.find(txn, ids, id, event);
    return localId < 0 || hides(event) ? -1 : localId;
  }

  @Override
  public void close() {
    cursors.values().forEach(Cursor::close);
    ids.close();
    txn.close();
  }
}
