package heliograph.store.lmdb;

import heliograph.store.layout.IndexKey;
import java.nio.ByteBuffer;
import org.lmdbjava.Cursor;
import org.lmdbjava.GetOp;

/**
 * The entries of one index under one prefix, newest first, read ahead in small runs: one seek and a
 * few steps at a time, so that a merge of hundreds of streams touches only what it needs. Remembers
 * its position by key, not by cursor, so it survives the end of a transaction.
 */
final class IndexStream {
  private static final int READ_AHEAD_MAX = 256;
  private static final int FIELDS = 4;

  private final byte[] prefix;
  private long nextTime;
  private long nextId;
  private long nextLocal;
  private boolean ended;
  private long[] run;
  private int at;
  private int size;
  private int depth;

  /** Starts at the newest entry not after {@code until}, {@code depth} entries at first. */
  IndexStream(byte[] prefix, long until, int depth) {
    this.prefix = prefix;
    this.depth = depth;
    nextTime = IndexKey.inverted(until);
    run = new long[FIELDS * depth];
  }

  /** Returns true if there is a current entry, reading on if need be. */
  boolean available(ReadContext context, IndexKey index, long since) {
    if (at == size && !ended) {
      refill(context, index, IndexKey.inverted(since));
    }
    return at < size;
  }

  /** Returns the current entry's inverted created_at. */
  long time() {
    return run[at];
  }

  /** Returns the first word of the current entry's id. */
  long id() {
    return run[at + 1];
  }

  long localId() {
    return run[at + 2];
  }

  /** Returns the kind of the current entry's event, or −1 where the index does not say. */
  int kind() {
    return (int) run[at + 3];
  }

  void next() {
    at += FIELDS;
  }

  /** Returns true if the current entry comes before the other's in the order of results. */
  boolean isBefore(IndexStream other) {
    return IndexKey.compare(time(), id(), localId(), other.time(), other.id(), other.localId()) < 0;
  }

  private void refill(ReadContext context, IndexKey index, long sinceInverted) {
    Cursor<ByteBuffer> cursor = context.cursor(index);
    ByteBuffer key = context.key();
    key.put(prefix).putLong(nextTime).putLong(nextId).putLong(nextLocal).flip();
    at = 0;
    size = 0;
    boolean found = cursor.get(key, GetOp.MDB_SET_RANGE);
    int wanted = FIELDS * depth;
    if (run.length < wanted) {
      run = new long[wanted];
    }
    depth = Math.min(2 * depth, READ_AHEAD_MAX);
    while (size < wanted) {
      if (!found || !IndexKey.startsWith(cursor.key(), prefix)) {
        ended = true;
        return;
      }
      ByteBuffer entry = cursor.key();
      long time = entry.getLong(prefix.length);
      if (Long.compareUnsigned(time, sinceInverted) > 0) {
        ended = true;
        return;
      }
      run[size] = time;
      run[size + 1] = entry.getLong(prefix.length + 8);
      run[size + 2] = entry.getLong(prefix.length + 16);
      run[size + 3] =
          index == IndexKey.TAG ? entry.getShort(prefix.length + IndexKey.TAIL) & 0xffff : -1;
      size += FIELDS;
      remember(entry);
      if (size < wanted) {
        found = cursor.next();
      }
    }
  }

  /** Notes the key after {@code entry} as the place to go on. */
  private void remember(ByteBuffer entry) {
    nextTime = entry.getLong(prefix.length);
    nextId = entry.getLong(prefix.length + 8);
    nextLocal = entry.getLong(prefix.length + 16) + 1;
  }
}
