package heliograph.negentropy;

import heliograph.event.MalformedInput;

/**
 * The answering side of a reconciliation: the relay of NIP-77. Keeps no state between messages
 * except its set. Confined to one thread at a time.
 *
 * <p>An answer's length is bounded by the frame limit; without one, by the message's length and 33
 * bytes for each item of the set.
 *
 * <p>Design. A range that differs is split, or its ids are listed, as long as there is room. When a
 * range has no room, a single fingerprint replaces everything after the last range written: the
 * other side starts again with that part or, if it remembers its ranges, asks about them again.
 * Other ways were measured with clients of the reference implementation: sending the fingerprint of
 * each range without room saves a quarter of the rounds, but costs up to 59 % more bytes where sets
 * differ everywhere, because the client then lists ids that the relay would have listed. The first
 * range always fits, so every answer makes progress.
 */
public final class Reconciliation {
  /** Bytes that the first range of an answer may ask for: sixteen lists of at most 31 ids. */
  private static final int SPLIT_BYTES = 16_384;

  private final ItemSet items;
  private final int bytesMax;
  private final long nextBytesMax;
  private final FingerprintHasher hasher = new FingerprintHasher();

  /**
   * Creates the answering side for {@code items}.
   *
   * @param frameBytesMax bytes of the longest answer, at least 4096; 0 for no limit
   * @param messageBytesMax bytes of the longest message that can be received: an answer asks for no
   *     more than about that, or 16384 if that is more; 0 for no limit
   */
  public Reconciliation(ItemSet items, int frameBytesMax, int messageBytesMax) {
    this.items = items;
    this.bytesMax = RangeWriter.bytesMax(RangeWriter.requireFrame(frameBytesMax));
    this.nextBytesMax = messageBytesMax == 0 ? Long.MAX_VALUE : messageBytesMax;
  }

  /**
   * Returns the answer to a message. A message of another version is answered with the single byte
   * 0x61, the version that this side supports.
   *
   * @throws MalformedInput if the message has no valid version, or breaks the rules of version 1
   */
  public byte[] answer(byte[] message) {
    MessageReader reader = new MessageReader(message);
    RangeWriter ranges = new RangeWriter(items, hasher);
    if (reader.version() != RangeWriter.VERSION) {
      return ranges.message();
    }
    RangeWalk walk = new RangeWalk(reader, items, hasher);
    boolean room = true;
    while (room && walk.next()) {
      switch (walk.mode()) {
        case RangeMode.FINGERPRINT -> room = walk.sameFingerprint() || split(walk.range(), ranges);
        case RangeMode.ID_LIST -> {
          walk.skipIds(walk.idCount());
          room = list(walk.range(), ranges);
        }
        default -> {} // the other side has settled this range
      }
    }
    return ranges.message();
  }

  private boolean split(OpenRange range, RangeWriter ranges) {
    ranges.mark();
    range.split(items).forEach(ranges::write);
    if (ranges.size() > bytesMax || ranges.answerBytes() > Math.max(nextBytesMax, SPLIT_BYTES)) {
      ranges.reset();
      ranges.writeRest();
      return false;
    }
    return true;
  }

  private boolean list(OpenRange range, RangeWriter ranges) {
    int fitting = (bytesMax - ranges.size()) / Bound.ID_BYTES + 1;
    if (fitting < range.size()) {
      int end = range.lower() + fitting;
      ranges.write(new OpenRange(range.from(), range.lower(), items.boundBefore(end), end, true));
    } else {
      ranges.write(new OpenRange(range.from(), range.lower(), range.to(), range.upper(), true));
    }
    if (ranges.size() > bytesMax) {
      ranges.writeRest();
      return false;
    }
    return true;
  }
}
