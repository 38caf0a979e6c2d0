package heliograph.config;

import java.util.Arrays;
import java.util.BitSet;

/** A set of kinds, written {@code 0,3,10000-19999}. Immutable. */
public final class KindRanges {
  /** Contains no kind. */
  public static final KindRanges NONE = new KindRanges(new BitSet());

  private static final int KIND_MAX = 65_535;

  private final BitSet kinds;

  private KindRanges(BitSet kinds) {
    this.kinds = kinds;
  }

  /** Returns a set of single kinds. */
  public static KindRanges of(int... kinds) {
    BitSet set = new BitSet();
    Arrays.stream(kinds).forEach(set::set);
    return new KindRanges(set);
  }

  /** Returns the kinds of both sets. */
  public KindRanges and(KindRanges others) {
    BitSet both = (BitSet) kinds.clone();
    both.or(others.kinds);
    return new KindRanges(both);
  }

  /**
   * Reads kinds and ranges between commas; an empty text is the empty set.
   *
   * @throws IllegalArgumentException if a piece is neither; the message names it
   */
  public static KindRanges parse(String text) {
    BitSet set = new BitSet();
    for (String piece : text.split(",", -1)) {
      String range = piece.strip();
      if (!range.isEmpty()) {
        int dash = range.indexOf('-');
        int from = kind(dash < 0 ? range : range.substring(0, dash), range);
        int to = dash < 0 ? from : kind(range.substring(dash + 1), range);
        if (from > to) {
          throw new IllegalArgumentException("a range of kinds must ascend: " + range);
        }
        set.set(from, to + 1);
      }
    }
    return new KindRanges(set);
  }

  private static int kind(String text, String range) {
    try {
      int kind = Integer.parseInt(text.strip());
      if (kind >= 0 && kind <= KIND_MAX) {
        return kind;
      }
    } catch (NumberFormatException e) {
      // the exception below names the bounds
    }
    throw new IllegalArgumentException(
        "kinds must be from 0 to " + KIND_MAX + ", like 0,3,10000-19999, not " + range);
  }

  public boolean contains(int kind) {
    return kinds.get(kind);
  }

  public boolean isEmpty() {
    return kinds.isEmpty();
  }

  /** Returns the kinds in ascending order. */
  public int[] kinds() {
    return kinds.stream().toArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KindRanges ranges && ranges.kinds.equals(kinds);
  }

  @Override
  public int hashCode() {
    return kinds.hashCode();
  }

  /** Returns the text that {@link #parse} reads. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int from = kinds.nextSetBit(0); from >= 0; ) {
      int end = kinds.nextClearBit(from);
      text.append(text.isEmpty() ? "" : ",").append(from);
      if (end - from > 1) {
        text.append('-').append(end - 1);
      }
      from = kinds.nextSetBit(end);
    }
    return text.toString();
  }
}
