package heliograph.filter;

import java.util.Arrays;

/** A set of kinds, or every kind, for a filter without the condition. Immutable. */
public final class KindSet {
  /** Contains every kind: the condition is absent. */
  public static final KindSet ALL = new KindSet(new int[0], true);

  private final int[] kinds;
  private final boolean all;

  private KindSet(int[] kinds, boolean all) {
    this.kinds = kinds;
    this.all = all;
  }

  /** Returns a set of the given kinds; duplicates collapse. */
  public static KindSet of(int... kinds) {
    return new KindSet(Arrays.stream(kinds).sorted().distinct().toArray(), false);
  }

  /** Returns true if the condition is absent. */
  public boolean isAll() {
    return all;
  }

  /** Returns true if the condition is there and nothing meets it. */
  public boolean isEmpty() {
    return !all && kinds.length == 0;
  }

  /** Returns the number of kinds; 0 for {@link #ALL}. */
  public int size() {
    return kinds.length;
  }

  /** Returns the {@code index}-th kind, ascending. */
  public int kind(int index) {
    return kinds[index];
  }

  public boolean contains(int kind) {
    return all || Arrays.binarySearch(kinds, kind) >= 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KindSet set && set.all == all && Arrays.equals(set.kinds, kinds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(kinds);
  }
}
