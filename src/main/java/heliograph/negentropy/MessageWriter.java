package heliograph.negentropy;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Builds the bytes of one message in an array that doubles when it is full. {@link #mark()} and
 * {@link #reset()} remove what turned out not to fit the frame. Confined to one thread.
 */
final class MessageWriter {
  private byte[] buffer = new byte[256];
  private ByteBuffer view = ByteBuffer.wrap(buffer);
  private int size;
  private long lastTimestamp;
  private int markedSize;
  private long markedTimestamp;

  int size() {
    return size;
  }

  byte[] bytes() {
    return Arrays.copyOf(buffer, size);
  }

  /** Removes all bytes. */
  void clear() {
    size = 0;
    lastTimestamp = 0;
  }

  /** Remembers this position for {@link #reset()}. */
  void mark() {
    markedSize = size;
    markedTimestamp = lastTimestamp;
  }

  /** Goes back to the mark. */
  void reset() {
    size = markedSize;
    lastTimestamp = markedTimestamp;
  }

  void octet(int value) {
    reserve(1);
    buffer[size++] = (byte) value;
  }

  /** Appends eight bytes, big-endian. */
  void word(long word) {
    reserve(8);
    view.putLong(size, word);
    size += 8;
  }

  /**
   * Appends the unsigned {@code value} in base-128 digits, most significant first, as few as
   * possible.
   */
  void varint(long value) {
    int digits = Math.max(1, (64 - Long.numberOfLeadingZeros(value) + 6) / 7);
    for (int shift = 7 * (digits - 1); shift > 0; shift -= 7) {
      octet((int) (value >>> shift) & 0x7f | 0x80);
    }
    octet((int) value & 0x7f);
  }

  /**
   * Appends a bound: its timestamp as 1 + the difference to the bound before it, or 0 for infinity,
   * and its prefix.
   */
  void bound(Bound bound) {
    if (bound.timestamp() == Bound.INFINITY) {
      varint(0);
    } else {
      varint(bound.timestamp() - lastTimestamp + 1);
    }
    lastTimestamp = bound.timestamp();
    int prefixBytes = bound.prefixBytes();
    varint(prefixBytes);
    int end = size + prefixBytes;
    word(bound.a());
    word(bound.b());
    word(bound.c());
    word(bound.d());
    size = end;
  }

  void fingerprint(Fingerprint fingerprint) {
    word(fingerprint.high());
    word(fingerprint.low());
  }

  private void reserve(int bytes) {
    int needed = Math.addExact(size, bytes);
    if (needed > buffer.length) {
      int doubled = (int) Math.min(2L * buffer.length, Integer.MAX_VALUE - 8);
      buffer = Arrays.copyOf(buffer, Math.max(doubled, needed));
      view = ByteBuffer.wrap(buffer);
    }
  }
}
