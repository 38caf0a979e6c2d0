package heliograph.websocket;

import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Compresses payloads one after the other (RFC 7692 §7.2.1). Holds a quarter of a MiB outside of
 * the heap until {@link #end}. Confined to one caller at a time.
 */
final class MessageDeflater {
  /** Instead of a result that would not be shorter: nothing compresses to nothing. */
  private static final byte[] NO_GAIN = new byte[0];

  /** What a flush ends with; the message leaves it out. */
  private static final int TAIL = 4;

  private static final int ROOM = 16_384;

  /** zlib writes its flush again and again where it finds no more room than for one. */
  private static final int FLUSH_ROOM = 16;

  private final Deflater deflater;
  private byte[] room = new byte[ROOM];

  MessageDeflater(int level) {
    deflater = new Deflater(level, true);
  }

  /** Forgets the messages before: the next one can be read without them. */
  void forget() {
    deflater.reset();
  }

  /**
   * Compresses parts of a payload in a row, up to a byte's boundary.
   *
   * @return less than {@code limit} bytes, or none: then everything before is forgotten
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

  /** Frees what is outside of the heap. */
  void end() {
    deflater.end();
  }
}
