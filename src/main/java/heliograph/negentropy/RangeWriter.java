package heliograph.negentropy;

/**
 * Writes the ranges of one message about one set, within the frame limit.
 *
 * <p>A range that is settled is only remembered: a skip is written before the next range that has
 * something to say, and never at the end, where it is implied. When a range would pass the limit,
 * one fingerprint for everything from that range to infinity takes its place, and the message is
 * full. The first range always fits, so every message makes progress.
 *
 * <p>The reference implementation drops the skip before such a fingerprint, and leaves the items of
 * the range that did not fit out of it though the other side counts them in. Here skip, range and
 * fingerprint agree. Both make the other side look again at what was settled behind that point: one
 * fingerprint cannot say it. Confined to one thread.
 */
final class RangeWriter {
  static final int VERSION = 0x61;

  private static final int FRAME_BYTES_MIN = 4096;
  private static final int BUCKETS = 16;

  /** Room for a skip, an id list's bound and length, an id and the closing fingerprint: 144. */
  private static final int RESERVE_BYTES = 200;

  private final ItemSet items;
  private final FingerprintHasher hasher;
  private final int bytesMax;
  private final MessageWriter writer = new MessageWriter();
  private Bound skipTo = Bound.START;
  private boolean skipPending;

  /**
   * A message with nothing but its version.
   *
   * @param frameBytesMax as {@link #requireFrame} allows
   */
  RangeWriter(ItemSet items, FingerprintHasher hasher, int frameBytesMax) {
    this.items = items;
    this.hasher = hasher;
    this.bytesMax = frameBytesMax == 0 ? Integer.MAX_VALUE : frameBytesMax - RESERVE_BYTES;
    writer.octet(VERSION);
  }

  /** Returns {@code frameBytesMax} if it is 0 or at least 4096. */
  static int requireFrame(int frameBytesMax) {
    if (frameBytesMax != 0 && frameBytesMax < FRAME_BYTES_MIN) {
      throw new IllegalArgumentException(
          "frameBytesMax must be 0 or at least " + FRAME_BYTES_MIN + ": " + frameBytesMax);
    }
    return frameBytesMax;
  }

  byte[] message() {
    return writer.bytes();
  }

  /** True if the message has no range. */
  boolean isEmpty() {
    return writer.size() == 1;
  }

  /** Everything up to {@code bound} since the last range is settled. */
  void skip(Bound bound) {
    skipTo = bound;
    skipPending = true;
  }

  /**
   * Parts a range that differs: ids if they are few, else sixteen fingerprints.
   *
   * @return false if the message is full, with the rest answered
   */
  boolean split(int lower, int upper, Bound bound) {
    writeSkip();
    writer.mark();
    if (upper - lower < 2 * BUCKETS) {
      writeIds(lower, upper, bound);
    } else {
      writeBuckets(lower, upper, bound);
    }
    if (writer.size() <= bytesMax) {
      return true;
    }
    writer.reset();
    writeRest(lower);
    return false;
  }

  /**
   * Lists all ids of a range, or as many as fit.
   *
   * @return false if the message is full, with the rest answered
   */
  boolean list(int lower, int upper, Bound bound) {
    int fitting = (bytesMax - writer.size()) / Bound.ID_BYTES + 1;
    writeSkip();
    int end = upper;
    if (fitting < upper - lower) {
      end = lower + fitting;
      writeIds(lower, end, items.boundBefore(end));
    } else {
      writeIds(lower, end, bound);
    }
    if (writer.size() <= bytesMax) {
      return true;
    }
    writeRest(end);
    return false;
  }

  private void writeSkip() {
    if (skipPending) {
      skipPending = false;
      writer.bound(skipTo);
      writer.varint(Mode.SKIP);
    }
  }

  private void writeIds(int lower, int upper, Bound bound) {
    writer.bound(bound);
    writer.varint(Mode.ID_LIST);
    writer.varint(upper - lower);
    items.writeIds(lower, upper, writer);
  }

  private void writeBuckets(int lower, int upper, Bound bound) {
    int bucketItems = (upper - lower) / BUCKETS;
    int bucketsWithExtra = (upper - lower) % BUCKETS;
    int from = lower;
    for (int i = 0; i < BUCKETS; i++) {
      int to = from + bucketItems + (i < bucketsWithExtra ? 1 : 0);
      writeFingerprint(from, to, to == upper ? bound : items.boundBefore(to));
      from = to;
    }
  }

  private void writeRest(int lower) {
    writeFingerprint(lower, items.size(), Bound.END);
  }

  private void writeFingerprint(int lower, int upper, Bound bound) {
    writer.bound(bound);
    writer.varint(Mode.FINGERPRINT);
    writer.fingerprint(hasher.of(items, lower, upper));
  }
}
