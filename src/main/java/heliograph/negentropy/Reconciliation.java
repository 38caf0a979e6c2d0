package heliograph.negentropy;

import heliograph.event.MalformedInput;

/**
 * The answering side of a reconciliation: the relay of NIP-77. Keeps nothing between messages but
 * its set. Confined to one thread at a time.
 *
 * <p>An answer's length is bounded by the frame limit; without one, by the message's length and 33
 * bytes for each item of the set.
 */
public final class Reconciliation {
  private final ItemSet items;
  private final int frameBytesMax;
  private final FingerprintHasher hasher = new FingerprintHasher();

  /**
   * Answers from {@code items}.
   *
   * @param frameBytesMax bytes of the longest answer, at least 4096; 0 for no limit
   */
  public Reconciliation(ItemSet items, int frameBytesMax) {
    this.items = items;
    this.frameBytesMax = RangeWriter.requireFrame(frameBytesMax);
  }

  /**
   * The answer to a message; the single byte 0x61, the version spoken here, to a message of another
   * version.
   *
   * @throws MalformedInput if the message is none of any version, or breaks the rules of this one
   */
  public byte[] answer(byte[] message) {
    MessageReader reader = new MessageReader(message);
    RangeWriter ranges = new RangeWriter(items, hasher, frameBytesMax);
    if (reader.version() != RangeWriter.VERSION) {
      return ranges.message();
    }
    int lower = 0;
    boolean room = true;
    while (room && reader.hasRange()) {
      Bound bound = reader.bound();
      int upper = items.lowerBound(lower, bound);
      switch (reader.mode()) {
        case Mode.FINGERPRINT -> {
          if (reader.fingerprint().equals(hasher.of(items, lower, upper))) {
            ranges.skip(bound);
          } else {
            room = ranges.split(lower, upper, bound);
          }
        }
        case Mode.ID_LIST -> {
          reader.skipIds(reader.idCount());
          room = ranges.list(lower, upper, bound);
        }
        default -> ranges.skip(bound);
      }
      lower = upper;
    }
    return ranges.message();
  }
}
