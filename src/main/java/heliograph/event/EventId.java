package heliograph.event;

import java.nio.ByteBuffer;

/**
 * The SHA-256 that names an event (NIP-01). Four big-endian words, so that equality is four
 * comparisons.
 */
public record EventId(long a, long b, long c, long d) implements Comparable<EventId> {

  /**
   * Reads 64 lower-case hex digits.
   *
   * @throws IllegalArgumentException if {@code hex} is anything else
   */
  public static EventId parse(String hex) {
    return fromHex(Hex.ascii64(hex, "event id"), 0);
  }

  /** Reads 64 digits at {@code offset}, already known to be lower-case hex. */
  public static EventId fromHex(byte[] text, int offset) {
    return new EventId(
        Hex.word(text, offset),
        Hex.word(text, offset + 16),
        Hex.word(text, offset + 32),
        Hex.word(text, offset + 48));
  }

  /** Reads 32 bytes at {@code offset} of a big-endian buffer. */
  public static EventId read(ByteBuffer buffer, int offset) {
    return new EventId(
        buffer.getLong(offset),
        buffer.getLong(offset + 8),
        buffer.getLong(offset + 16),
        buffer.getLong(offset + 24));
  }

  /** Appends the 32 bytes to a big-endian buffer. */
  public void write(ByteBuffer buffer) {
    buffer.putLong(a).putLong(b).putLong(c).putLong(d);
  }

  /** Returns the 32 bytes. */
  public byte[] bytes() {
    byte[] bytes = new byte[32];
    write(ByteBuffer.wrap(bytes));
    return bytes;
  }

  /** Returns the id as 64 lower-case hex digits. */
  public String hex() {
    return Hex.encode(a, b, c, d);
  }

  /** Compares the ids as unsigned 256-bit numbers. */
  @Override
  public int compareTo(EventId other) {
    int order = Long.compareUnsigned(a, other.a);
    if (order == 0) {
      order = Long.compareUnsigned(b, other.b);
    }
    if (order == 0) {
      order = Long.compareUnsigned(c, other.c);
    }
    return order != 0 ? order : Long.compareUnsigned(d, other.d);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(a);
  }

  @Override
  public String toString() {
    return hex();
  }
}
