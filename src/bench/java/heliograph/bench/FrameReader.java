package heliograph.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Finds RFC 6455 frames of a server in bytes as they come, and hands whole messages on without
 * copying them, except where they came in fragments. A server is taken at its word: what is checked
 * is what would lead astray (masks, reserved bits, lengths). Confined to its link.
 */
final class FrameReader {
  /** What was read; bytes are good during the call only. */
  interface Sink {
    void text(byte[] bytes, int from, int to);

    void ping(byte[] payload);

    void close(int code, String reason);
  }

  private static final int MESSAGE_MAX = 64 << 20;
  private static final byte[] NONE = new byte[0];

  private byte[] fragments = NONE;

  /**
   * Reads the whole frames between {@code from} and {@code to}.
   *
   * @return where the first frame begins that is not whole yet
   * @throws IllegalStateException if these are no frames of a server
   */
  int read(byte[] bytes, int from, int to, Sink sink) {
    int at = from;
    while (to - at >= 2) {
      int shortLength = bytes[at + 1] & 0x7f;
      int header = shortLength == 127 ? 10 : shortLength == 126 ? 4 : 2;
      if (to - at < header) {
        break;
      }
      long length = header == 2 ? shortLength : number(bytes, at + 2, header - 2);
      if ((bytes[at] & 0x70) != 0 || bytes[at + 1] < 0 || length < 0 || length > MESSAGE_MAX) {
        throw new IllegalStateException("the relay sends no valid frames");
      }
      if (to - at - header < length) {
        break;
      }
      int first = bytes[at] & 0xff;
      int payload = at + header;
      at = payload + (int) length;
      frame(first, bytes, payload, at, sink);
    }
    return at;
  }

  private static long number(byte[] bytes, int at, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value;
  }

  private void frame(int first, byte[] bytes, int from, int to, Sink sink) {
    switch (first & 0x0f) {
      case 0, 1 -> data((first & 0x80) != 0, bytes, from, to, sink);
      case 8 ->
          sink.close(
              to - from < 2 ? 1005 : (int) number(bytes, from, 2),
              to - from < 2 ? "" : new String(bytes, from + 2, to - from - 2, UTF_8));
      case 9 -> sink.ping(Arrays.copyOfRange(bytes, from, to));
      case 10 -> {}
      default -> throw new IllegalStateException("the relay sends frames that are no text");
    }
  }

  private void data(boolean last, byte[] bytes, int from, int to, Sink sink) {
    if (last && fragments.length == 0) {
      sink.text(bytes, from, to);
      return;
    }
    int size = fragments.length + to - from;
    if (size > MESSAGE_MAX) {
      throw new IllegalStateException("the relay sends a message without end");
    }
    byte[] joined = Arrays.copyOf(fragments, size);
    System.arraycopy(bytes, from, joined, fragments.length, to - from);
    fragments = last ? NONE : joined;
    if (last) {
      sink.text(joined, 0, joined.length);
    }
  }
}
