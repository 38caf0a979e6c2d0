package heliograph.store.lmdb;

import heliograph.event.PackedEvent;
import heliograph.store.layout.IndexKey;
import java.nio.ByteBuffer;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.SeekOp;
import org.lmdbjava.Txn;

/**
 * Removes the tag index entries of removed events: few of them at once, many later and in parts.
 *
 * <pre>
 * erasing     local id → the head of the packed event, as far as its JSON
 * </pre>
 *
 * <p>An event with thousands of tags has as many index entries. Once its record is removed the
 * event is not found, because readers confirm every index entry on the record, and local ids are
 * never used again. So the entries may stay for a while: what is needed to remove them is written
 * in the same transaction and survives a crash. Removing a part twice is harmless. Confined to
 * {@link Commits}.
 */
final class TagErasure {
  /**
   * The number of tags up to which an event's entries are removed at once: a note would cost as
   * much.
   */
  private static final int TAGS_AT_ONCE = 64;

  private final Dbi<ByteBuffer> erasing;
  private final Dbi<ByteBuffer> index;
  private final ByteBuffer key = ByteBuffer.allocateDirect(IndexKey.MAX);
  private final ByteBuffer localKey = ByteBuffer.allocateDirect(8);
  private final PackedEvent event = new PackedEvent();
  private long pending;

  /** The noted event that was begun, and the number of its tags that are done. */
  private long begun = -1;

  private int tagsDone;

  TagErasure(LmdbEnvironment env) {
    erasing = env.erasing();
    index = env.index(IndexKey.TAG);
  }

  /** Reads the notes; called at the start and after an abort. */
  void load(Txn<ByteBuffer> txn) {
    pending = erasing.stat(txn).entries;
    begun = -1;
  }

  boolean isPending() {
    return pending > 0;
  }

  /**
   * Removes an event's tag entries or notes them; returns the number of entries written and
   * removed.
   */
  int remove(Txn<ByteBuffer> txn, PackedEvent doomed, long localId) {
    int tags = doomed.indexedTagCount();
    if (tags <= TAGS_AT_ONCE) {
      for (int tag = 0; tag < tags; tag++) {
        IndexKey.writeTag(key, doomed, tag, localId);
        index.delete(txn, key);
      }
      return tags;
    }
    ByteBuffer head = doomed.buffer().duplicate().position(0).limit(doomed.jsonAt());
    localKey.clear();
    localKey.putLong(localId).flip();
    erasing.reserve(txn, localKey, head.remaining()).put(head);
    pending++;
    return 1 + tags / 32;
  }

  /** Removes up to {@code max} entries of noted events; returns their number. */
  int sweep(Txn<ByteBuffer> txn, int max) {
    int removed = 0;
    try (Cursor<ByteBuffer> cursor = erasing.openCursor(txn)) {
      while (pending > 0 && removed < max && cursor.seek(SeekOp.MDB_FIRST)) {
        long localId = cursor.key().getLong(0);
        byte[] head = new byte[cursor.val().remaining()]; // a record may move in the map
        cursor.val().duplicate().get(head);
        event.wrap(ByteBuffer.wrap(head));
        if (localId != begun) {
          begun = localId;
          tagsDone = 0;
        }
        int tags = event.indexedTagCount();
        for (; tagsDone < tags && removed < max; tagsDone++, removed++) {
          IndexKey.writeTag(key, event, tagsDone, localId);
          index.delete(txn, key);
        }
        if (tagsDone == tags) {
          localKey.clear();
          localKey.putLong(localId).flip();
          erasing.delete(txn, localKey);
          pending--;
          removed++;
        }
      }
    }
    return removed;
  }
}
