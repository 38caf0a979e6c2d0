package heliograph.negentropy;

/**
 * The exclusive upper end of a range: a timestamp and the first bytes of an id. The four words are
 * those bytes, then zeros, so that a bound compares as an item does.
 *
 * @param timestamp seconds, unsigned; {@link #INFINITY} is after every item
 * @param prefixBytes how many bytes of the id the wire carries, 0 to 32
 */
record Bound(long timestamp, long a, long b, long c, long d, int prefixBytes) {
  static final int ID_BYTES = 32;

  /** The reserved timestamp 2^64-1. */
  static final long INFINITY = -1;

  static final Bound START = at(0);
  static final Bound END = at(INFINITY);

  /** Returns the bound before the first possible id of a second. */
  static Bound at(long timestamp) {
    return new Bound(timestamp, 0, 0, 0, 0, 0);
  }

  /**
   * Returns the bound at the first {@code prefixBytes} bytes of an id; the other bytes are set to
   * 0.
   */
  static Bound at(long timestamp, long a, long b, long c, long d, int prefixBytes) {
    return new Bound(
        timestamp,
        a & mask(prefixBytes),
        b & mask(prefixBytes - 8),
        c & mask(prefixBytes - 16),
        d & mask(prefixBytes - 24),
        prefixBytes);
  }

  /**
   * Returns a mask of the first {@code bytes} bytes of a big-endian word; numbers below 0 count as
   * 0, above 8 as 8.
   */
  private static long mask(int bytes) {
    if (bytes <= 0) {
      return 0;
    }
    return bytes >= 8 ? -1L : -1L << (64 - 8 * bytes);
  }

  /** Returns true if this bound is before {@code other}. */
  boolean isBefore(Bound other) {
    int order = Long.compareUnsigned(timestamp, other.timestamp);
    if (order == 0) {
      order = ItemSort.compareIds(a, b, c, d, other.a, other.b, other.c, other.d);
    }
    return order < 0;
  }
}
