package heliograph.store.lmdb;

import heliograph.event.EventId;
import heliograph.event.PackedEvent;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.GetOp;
import org.lmdbjava.Txn;

/**
 * One reader slot: a read transaction that is renewed for each slice, with a cursor for each index.
 * Confined to whoever has borrowed it from {@link ReaderPool}.
 */
final class ReadContext implements AutoCloseable {
  private final LmdbEnvironment env;
  private final Txn<ByteBuffer> txn;
  private final Map<IndexKey, Cursor<ByteBuffer>> cursors = new EnumMap<>(IndexKey.class);
  private final Map<IndexKey, Long> renewed = new EnumMap<>(IndexKey.class);
  private final Cursor<ByteBuffer> ids;
  private final ByteBuffer localKey = ByteBuffer.allocateDirect(8);
  private final ByteBuffer key = ByteBuffer.allocateDirect(64);
  private final PackedEvent event = new PackedEvent();
  private long slice;

  ReadContext(LmdbEnvironment env) {
    this.env = env;
    txn = env.read();
    ids = env.ids.openCursor(txn);
    txn.reset();
  }

  /** Starts a slice on the newest committed state. */
  void begin() {
    env.lockMap();
    txn.renew();
    ids.renew(txn);
    slice++;
  }

  /** Ends the slice: pages this reader saw may be used again. */
  void end() {
    txn.reset();
    env.unlockMap();
  }

  Txn<ByteBuffer> txn() {
    return txn;
  }

  /** A scratch buffer for keys. */
  ByteBuffer key() {
    return key.clear();
  }

  /** The cursor on an index, in this slice's transaction. */
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

  /**
   * Points the shared flyweight at a stored event.
   *
   * @return false if it is gone, or going (NIP-62)
   */
  boolean read(long localId) {
    return readStored(localId) && !env.vanishing.hides(event);
  }

  /** Points the shared flyweight at a stored event, also at one that is to be removed. */
  boolean readStored(long localId) {
    localKey.clear();
    localKey.putLong(localId).flip();
    ByteBuffer record = env.events.get(txn, localKey);
    if (record == null) {
      return false;
    }
    event.wrap(record);
    return true;
  }

  /** What {@link #read} found last; valid until the next read and within the slice. */
  PackedEvent event() {
    return event;
  }

  /** The local id of an event, or −1; {@link #event} is it afterwards. */
  long find(EventId id) {
    key.clear();
    key.putLong(id.a()).putLong(0).flip();
    boolean found = ids.get(key, GetOp.MDB_SET_RANGE);
    while (found && ids.key().getLong(0) == id.a()) {
      long localId = ids.key().getLong(8);
      if (read(localId) && event.id().equals(id)) {
        return localId;
      }
      found = ids.next();
    }
    return -1;
  }

  @Override
  public void close() {
    cursors.values().forEach(Cursor::close);
    ids.close();
    txn.close();
  }
}
