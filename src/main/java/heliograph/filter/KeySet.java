package heliograph.filter;

import java.util.Arrays;

/**
 * A set of 32-byte values (ids or public keys), or every value, for a filter without the condition.
 * Nothing meets an empty set. Immutable.
 */
public final class KeySet {
  /** Contains every value: the condition is absent. */
  public static final KeySet ALL = new KeySet(new long[0], true);

  /** Four big-endian words a value; the values are in unsigned order of all four words. */
  private final long[] words;

  private final boolean all;

  private KeySet(long[] words, boolean all) {
    this.words = words;
    this.all = all;
  }

  /**
   * Returns a set of the given values; duplicates collapse.
   *
   * @param words four big-endian words a value
   */
  public static KeySet of(long[] words) {
    int count = words.length / 4;
    long[][] values = new long[count][];
    for (int i = 0; i < count; i++) {
      values[i] = Arrays.copyOfRange(words, 4 * i, 4 * i + 4);
    }
    Arrays.sort(values, KeySet::compare);
    long[] sorted = new long[4 * count];
    int size = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || compare(values[i], values[i - 1]) != 0) {
        System.arraycopy(values[i], 0, sorted, 4 * size++, 4);
      }
    }
    return new KeySet(Arrays.copyOf(sorted, 4 * size), false);
  }

  private static int compare(long[] left, long[] right) {
    for (int i = 0; i < 4; i++) {
      int order = Long.compareUnsigned(left[i], right[i]);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Returns true if the condition is absent. */
  public boolean isAll() {
    return all;
  }

  /** Returns true if the condition is there and nothing meets it. */
  public boolean isEmpty() {
    return !all && words.length == 0;
  }

  /** Returns the number of values; 0 for {@link #ALL}. */
  public int size() {
    return words.length / 4;
  }

  /** Returns word {@code word} of value {@code index}, in ascending order of values. */
  public long word(int index, int word) {
    return words[4 * index + word];
  }

  /** Returns true if the value with these four words is in the set. */
  public boolean contains(long a, long b, long c, long d) {
    if (all) {
      return true;
    }
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = compareAt(4 * middle, a, b, c, d);
      if (order == 0) {
        return true;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return false;
  }

  private int compareAt(int at, long a, long b, long c, long d) {
    int order = Long.compareUnsigned(words[at], a);
    if (order == 0) {
      order = Long.compareUnsigned(words[at + 1], b);
    }
    if (order == 0) {
      order = Long.compareUnsigned(words[at + 2], c);
    }
    return order != 0 ? order : Long.compareUnsigned(words[at + 3], d);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeySet set && set.all == all && Arrays.equals(set.words, words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }
}
