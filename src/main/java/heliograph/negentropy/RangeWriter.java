package heliograph.negentropy;

/**
 * Writes the ranges of one message about one set, in ascending order. Items between two of them are
 * settled or wait for a later message: a skip is written for them. After the last range the skip is
 * implied. {@link #mark()} and {@link #reset()} remove what turned out not to fit. Confined to one
 * thread.
 */
final class RangeWriter {
  static final int VERSION = 0x61;

  private static final int FRAME_BYTES_MIN = 4096;

  /**
   * The bytes kept free for a skip, an id list's bound and length, an id and the closing
   * fingerprint, which take 144.
   */
  private static final int RESERVE_BYTES = 200;

  private final ItemSet items;
  private final FingerprintHasher hasher;
  private final MessageWriter writer = new MessageWriter();
  private Bound end = Bound.START;
  private int endItem;
  private Bound markedEnd = Bound.START;
  private int markedEndItem;
  private long answerBytes;
  private long markedAnswerBytes;

  /** Creates a message that contains only its version. */
  RangeWriter(ItemSet items, FingerprintHasher hasher) {
    this.items = items;
    this.hasher = hasher;
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

  /**
   * Returns the number of bytes that a message may have before its last range; the frame limit 0 is
   * none.
   */
  static int bytesMax(int frameBytesMax) {
    return frameBytesMax == 0 ? Integer.MAX_VALUE : frameBytesMax - RESERVE_BYTES;
  }

  byte[] message() {
    return writer.bytes();
  }

  int size() {
    return writer.size();
  }

  /** Returns the expected number of bytes of the answer to the fingerprints written so far. */
  long answerBytes() {
    return answerBytes;
  }

  void mark() {
    writer.mark();
    markedEnd = end;
    markedEndItem = endItem;
    markedAnswerBytes = answerBytes;
  }

  void reset() {
    writer.reset();
    end = markedEnd;
    endItem = markedEndItem;
    answerBytes = markedAnswerBytes;
  }

  /** Appends a range that does not begin before the last one ended. */
  void write(OpenRange range) {
    if (end.isBefore(range.from())) {
      writer.bound(range.from());
      writer.varint(RangeMode.SKIP);
    }
    writer.bound(range.to());
    if (range.listed()) {
      writer.varint(RangeMode.ID_LIST);
      writer.varint(range.size());
      items.writeIds(range.lower(), range.upper(), writer);
    } else {
      writer.varint(RangeMode.FINGERPRINT);
      writer.fingerprint(hasher.of(items, range.lower(), range.upper()));
      answerBytes += range.answerBytes();
    }
    end = range.to();
    endItem = range.upper();
  }

  /** Appends one fingerprint of everything after the last range. */
  void writeRest() {
    write(new OpenRange(end, endItem, Bound.END, items.size(), false));
  }
}
