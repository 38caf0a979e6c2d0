package heliograph.negentropy;

import heliograph.event.EventId;

/**
 * Iterates over the ranges of one message, each with the items of this side that are in it.
 * Confined to one thread.
 */
final class RangeWalk {
  private final MessageReader reader;
  private final ItemSet items;
  private final FingerprintHasher hasher;
  private OpenRange range;
  private int mode = RangeMode.SKIP;

  /** Creates an iteration over the ranges that follow the version of the message. */
  RangeWalk(MessageReader reader, ItemSet items, FingerprintHasher hasher) {
    this.reader = reader;
    this.items = items;
    this.hasher = hasher;
    range = OpenRange.of(Bound.START, 0, Bound.START, 0);
  }

  /** Moves to the next range; returns false after the last one. */
  boolean next() {
    if (!reader.hasRange()) {
      return false;
    }
    Bound to = reader.bound();
    int upper = items.lowerBound(range.upper(), to);
    range = OpenRange.of(range.to(), range.upper(), to, upper);
    mode = reader.mode();
    return true;
  }

  /** Returns the items of this side in the current range. */
  OpenRange range() {
    return range;
  }

  /** Returns the mode of the current range: one of {@link RangeMode}'s numbers. */
  int mode() {
    return mode;
  }

  /**
   * Reads the fingerprint of a range that has one; returns true if it is that of this side's items.
   */
  boolean sameFingerprint() {
    return reader.fingerprint().equals(hasher.of(items, range.lower(), range.upper()));
  }

  /** Reads the length of a range's list of ids. */
  int idCount() {
    return reader.idCount();
  }

  /** Reads the next id of such a list. */
  EventId id() {
    return reader.id();
  }

  /** Skips {@code count} ids. */
  void skipIds(int count) {
    reader.skipIds(count);
  }
}
