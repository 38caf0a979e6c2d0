package heliograph.store.layout;

import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.store.FeedEntry;
import heliograph.store.FeedEntry.Cause;
import java.nio.ByteBuffer;

/**
 * The layout of a feed entry's value.
 *
 * <pre>
 * offset size
 *   0     1   operation   0 put; the code of the cause for a removal
 *   1     4   kind
 *   5    32   id
 *  37    32   pubkey
 * </pre>
 */
public final class FeedRecord {
  public static final int LENGTH = 69;

  private FeedRecord() {}

  public static void write(ByteBuffer value, int operation, PackedEvent event) {
    value.put((byte) operation).putInt(event.kind());
    event.id().write(value);
    event.pubkey().write(value);
  }

  public static boolean isPut(ByteBuffer value) {
    return value.get(0) == 0;
  }

  /** Returns the entry of a put whose event is still stored. */
  public static FeedEntry put(long seq, PackedEvent event) {
    return new FeedEntry.Put(seq, NostrEvent.copyOf(event));
  }

  /** Returns the entry of a removal, or of a put whose event has been removed. */
  public static FeedEntry gone(long seq, ByteBuffer value) {
    int kind = value.getInt(1);
    EventId id = EventId.read(value, 5);
    PublicKey pubkey = PublicKey.read(value, 37);
    int operation = value.get(0);
    return operation == 0
        ? new FeedEntry.PutSinceRemoved(seq, id, pubkey, kind)
        : new FeedEntry.Removed(seq, Cause.of(operation), id, pubkey, kind);
  }
}
