package heliograph.websocket;

import heliograph.protocol.MessageHead;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses payloads one after the other (RFC 7692 §7.2.2), each up to a maximum length.
 *
 * <pre>
 * payload ─► 00 00 ff ff, which the sender left out ─► end of the message
 *    └ a final block (§7.2.3.4) ends a stream: another one follows, without its history
 * </pre>
 *
 * <p>Holds some 40 KiB outside the heap until {@link #end}. Confined to one caller at a time.
 */
final class MessageInflater {
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  /**
   * The maximum number of streams in one message. A sender needs no more, and each costs more than
   * its bytes.
   */
  private static final int STREAMS_MAX = 1_000;

  private static final int FIRST_ROOM = 1_024;

  private final Inflater inflater = new Inflater(true);

  /** Drops the history, so that the next message cannot refer to earlier ones. */
  void forget() {
    inflater.reset();
  }

  /**
   * Decompresses a payload to {@code max} bytes at most; a longer one is skipped, up to {@code
   * skipMax} bytes.
   */
  Inflated inflate(byte[] payload, int max, int skipMax) {
    byte[] out = new byte[Math.min(max + 1, Math.max(FIRST_ROOM, 4 * payload.length))];
    int size = 0;
    MessageHead head = null;
    long skipped = 0;
    int streams = 1;
    boolean atTail = false;
    inflater.setInput(payload);
    try {
      while (true) {
        size += inflater.inflate(out, size, out.length - size);
        boolean full = size == out.length;
        if (head == null && size > max) {
          head = new MessageHead();
        }
        if (head != null) {
          head.feed(out, 0, size);
          skipped += size;
          size = 0;
          if (skipped > skipMax) {
            return new Inflated.TooBig(head);
          }
        }
        if (full) {
          out = head == null ? Arrays.copyOf(out, Math.min(max + 1, 2 * out.length)) : out;
        } else if (inflater.finished()) {
          int left = inflater.getRemaining();
          inflater.reset();
          byte[] in = atTail ? TAIL : payload;
          inflater.setInput(in, in.length - left, left);
          if (++streams > STREAMS_MAX) {
            return new Inflated.Broken();
          }
        } else if (!inflater.needsInput()) {
          return new Inflated.Broken();
        } else if (atTail) {
          return head == null
              ? new Inflated.Message(Arrays.copyOf(out, size))
              : new Inflated.TooLong(head);
        } else {
          atTail = true;
          inflater.setInput(TAIL);
        }
      }
    } catch (DataFormatException e) {
      return new Inflated.Broken();
    }
  }

  /** Frees the memory outside the heap. */
  void end() {
    inflater.end();
  }
}
