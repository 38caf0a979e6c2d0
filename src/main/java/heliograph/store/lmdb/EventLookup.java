package heliograph.store.lmdb;

import heliograph.event.EventId;
import heliograph.event.PackedEvent;
import java.nio.ByteBuffer;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.GetOp;
import org.lmdbjava.Txn;

/**
 * Finds records by local id and local ids by event id, in a given transaction. Confined to its
 * owner.
 */
final class EventLookup {
  private final Dbi<ByteBuffer> events;
  private final ByteBuffer key = ByteBuffer.allocateDirect(16);
  private final ByteBuffer localKey = ByteBuffer.allocateDirect(8);

  EventLookup(LmdbEnvironment env) {
    events = env.events;
  }

  /**
   * Points a flyweight at a record, which is valid as long as the transaction and its page are.
   *
   * @return false if there is none
   */
  boolean read(Txn<ByteBuffer> txn, long localId, PackedEvent into) {
    localKey.clear();
    localKey.putLong(localId).flip();
    ByteBuffer record = events.get(txn, localKey);
    if (record == null) {
      return false;
    }
    into.wrap(record);
    return true;
  }

  /**
   * Returns the local id of an event, or −1.
   *
   * @param ids a cursor of the transaction on the dbi {@code ids}
   * @param into points at the event afterwards, if it is found
   */
  long find(Txn<ByteBuffer> txn, Cursor<ByteBuffer> ids, EventId id, PackedEvent into) {
    key.clear();
    key.putLong(id.a()).putLong(0).flip();
    boolean found = ids.get(key, GetOp.MDB_SET_RANGE);
    while (found && ids.key().getLong(0) == id.a()) {
      long localId = ids.key().getLong(8);
      if (read(txn, localId, into) && into.id().equals(id)) {
        return localId;
      }
      found = ids.next();
    }
    return -1;
  }
}
