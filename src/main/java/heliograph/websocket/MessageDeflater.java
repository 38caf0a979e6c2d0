package heliograph.websocket;

import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Compresses payloads one after the other (RFC 7692 §7.2.1). Holds a quarter of a MiB outside the
 * heap until {@link #end}. Confined to one caller at a time.
 */
final class MessageDeflater {
  /** Returned instead of a result that would not be shorter; no message compresses to 0 bytes. */
  private static final byte[] NO_GAIN = new byte[0];

  /** The length of the bytes that end a flush, which a message leaves out. */
  private static final int TAIL = 4;

  private static final int ROOM = 16_384;

  /** The room left for a flush; with less, zlib repeats the flush. */
  private static final int FLUSH_ROOM = 16;

  private final Deflater deflater;
  private byte[] room = new byte[ROOM];

  MessageDeflater(int level) {
    deflater = new Deflater(level, true);
  }

  /** Drops the history, so that the next message can be read without earlier ones. */
  void forget() {
    deflater.reset();
  }

  /**
   * Compresses the parts of a payload one after the other, up to a byte boundary.
   *
   * @return fewer than {@code limit} bytes, or none if there would be more; the history is dropped
   *     then
   */
  byte[] deflate(int limit, byte[]... parts) {
    int size = 0;
    try {
      for (int i = 0; i < parts.length; i++) {
        int flush = i == parts.length - 1 ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH;
        deflater.setInput(parts[i]);
        do {
          if (size - TAIL >= limit) {
            deflater.reset();
            return NO_GAIN;
          }
          if (room.length - size < FLUSH_ROOM) {
            room = Arrays.copyOf(room, 2 * room.length);
          }
          size += deflater.deflate(room, size, room.length - size, flush);
        } while (size == room.length);
      }
      if (size - TAIL >= limit) {
        deflater.reset();
        return NO_GAIN;
      }
      return Arrays.copyOf(room, size - TAIL);
    } finally {
      if (room.length > 4 * ROOM) {
        room = new byte[ROOM];
      }
    }
  }

  /** Frees the memory outside the heap. */
  void end() {
    deflater.end();
  }
}
