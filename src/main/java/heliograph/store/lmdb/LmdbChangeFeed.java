package heliograph.store.lmdb;

import heliograph.store.ChangeFeed;
import heliograph.store.FeedEntry;
import heliograph.store.layout.FeedRecord;
import heliograph.store.pending.RecentChanges;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.lmdbjava.Cursor;
import org.lmdbjava.GetOp;

/** The change feed: its tail from memory, the rest from LMDB. Thread-safe. */
final class LmdbChangeFeed implements ChangeFeed {
  /**
   * The maximum number of bytes read from disk at once: a thousand large events would not fit into
   * a small heap.
   */
  private static final long BYTES_MAX = 16L << 20;

  private final RecentChanges recent;
  private final ReaderPool readers;

  LmdbChangeFeed(RecentChanges recent, ReaderPool readers) {
    this.recent = recent;
    this.readers = readers;
  }

  @Override
  public long lastSeq() {
    return recent.lastSeq();
  }

  @Override
  public List<FeedEntry> take(long after, int max, Duration patience) throws InterruptedException {
    if (!recent.await(after, patience)) {
      return List.of();
    }
    List<FeedEntry> entries = recent.after(after, max);
    return entries.isEmpty() ? read(after, max) : entries;
  }

  private List<FeedEntry> read(long after, int max) {
    List<FeedEntry> entries = new ArrayList<>();
    long bytes = 0;
    ReadContext context = readers.borrow();
    try (Cursor<ByteBuffer> cursor = context.feed().openCursor(context.txn())) {
      boolean found = cursor.get(context.key().putLong(after + 1).flip(), GetOp.MDB_SET_RANGE);
      while (found && entries.size() < max && bytes < BYTES_MAX) {
        long seq = cursor.key().getLong(0);
        boolean stored = FeedRecord.isPut(cursor.val()) && context.read(seq);
        FeedEntry entry =
            stored ? FeedRecord.put(seq, context.event()) : FeedRecord.gone(seq, cursor.val());
        entries.add(entry);
        bytes += RecentChanges.size(entry);
        found = cursor.next();
      }
    } finally {
      readers.giveBack(context);
    }
    return entries;
  }
}
