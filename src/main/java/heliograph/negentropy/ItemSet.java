package heliograph.negentropy;

import heliograph.event.EventId;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * The sorted set of (timestamp, id) that one party brings to a reconciliation; 40.5 bytes an item.
 * Immutable, thread-safe.
 */
public final class ItemSet {
  /** Five words an item: timestamp, four big-endian words of the id; sorted, no duplicates. */
  private final long[] words;

  private final int size;
  private final ItemSums sums;

  private ItemSet(long[] words, int size) {
    this.words = words;
    this.size = size;
    this.sums = new ItemSums(words, size);
  }

  /** Starts an empty set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the number of items. */
  public int size() {
    return size;
  }

  /** Seconds of the item at {@code index}, in ascending order of (timestamp, id). */
  public long timestamp(int index) {
    return words[ItemSort.WORDS * index];
  }

  /** Returns the id of the item at {@code index}. */
  public EventId id(int index) {
    int at = ItemSort.WORDS * index;
    return new EventId(words[at + 1], words[at + 2], words[at + 3], words[at + 4]);
  }

  /** Appends the ids from {@code lower} to before {@code upper}. */
  void writeIds(int lower, int upper, MessageWriter writer) {
    for (int i = lower; i < upper; i++) {
      int at = ItemSort.WORDS * i;
      for (int word = 1; word < ItemSort.WORDS; word++) {
        writer.word(words[at + word]);
      }
    }
  }

  /** Sets {@code target} to the sum of the ids from {@code lower} to before {@code upper}. */
  void sum(int lower, int upper, long[] target) {
    sums.sum(lower, upper, target);
  }

  /** Returns the index of the first item at or after {@code bound}, not before {@code from}. */
  int lowerBound(int from, Bound bound) {
    int low = from;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compareAt(middle, bound) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Returns the shortest bound that separates the item at {@code index} > 0 from the one before it.
   */
  Bound boundBefore(int index) {
    int at = ItemSort.WORDS * index;
    int previous = at - ItemSort.WORDS;
    long timestamp = words[at];
    if (timestamp != words[previous]) {
      return Bound.at(timestamp);
    }
    int word = 1;
    while (words[at + word] == words[previous + word]) {
      word++;
    }
    int zeros = Long.numberOfLeadingZeros(words[at + word] ^ words[previous + word]);
    int prefixBytes = 8 * (word - 1) + zeros / 8 + 1;
    return Bound.at(
        timestamp, words[at + 1], words[at + 2], words[at + 3], words[at + 4], prefixBytes);
  }

  private int compareAt(int index, Bound bound) {
    int at = ItemSort.WORDS * index;
    int order = Long.compareUnsigned(words[at], bound.timestamp());
    if (order != 0) {
      return order;
    }
    return ItemSort.compareIds(
        words[at + 1],
        words[at + 2],
        words[at + 3],
        words[at + 4],
        bound.a(),
        bound.b(),
        bound.c(),
        bound.d());
  }

  /**
   * Collects items in any order. The cheapest orders are newest first with ids ascending within a
   * second, and sorted. Has no limit of its own: the caller checks {@link #size()}. Holds the items
   * in parts, so that growing never takes twice the memory. Confined to one thread.
   */
  public static final class Builder {
    private static final int ITEMS_MAX = (Integer.MAX_VALUE - 8) / ItemSort.WORDS;

    /** The number of items in a part; the first is smaller, because most sets are small. */
    private static final int PART = 1_024;

    private static final int FIRST_PART = 64;

    private final ArrayDeque<long[]> full = new ArrayDeque<>(1);
    private long[] words = new long[FIRST_PART * ItemSort.WORDS];
    private int at;
    private int size;

    private Builder() {}

    /** Returns the number of items added so far, duplicates included. */
    public int size() {
      return size;
    }

    /**
     * Adds an item.
     *
     * @throws IllegalArgumentException if {@code timestamp} is negative: the protocol has no such
     *     time, and the caller leaves those events out
     */
    public Builder add(long timestamp, EventId id) {
      return add(timestamp, id.a(), id.b(), id.c(), id.d());
    }

    /** Adds an item by the four big-endian words of its id; see {@link #add(long, EventId)}. */
    public Builder add(long timestamp, long a, long b, long c, long d) {
      if (timestamp < 0) {
        throw new IllegalArgumentException("timestamp must not be negative: " + timestamp);
      }
      if (at == words.length) {
        grow();
      }
      words[at] = timestamp;
      words[at + 1] = a;
      words[at + 2] = b;
      words[at + 3] = c;
      words[at + 4] = d;
      at += ItemSort.WORDS;
      size++;
      return this;
    }

    private void grow() {
      if (size == ITEMS_MAX) {
        throw new IllegalStateException("a set holds at most " + ITEMS_MAX + " items");
      }
      full.add(words);
      words = new long[PART * ItemSort.WORDS];
      at = 0;
    }

    /** Returns the sorted set of the items added; the builder is empty afterwards. */
    public ItemSet build() {
      long[] all = new long[ItemSort.WORDS * size];
      int filled = 0;
      for (long[] part = full.poll(); part != null; part = full.poll()) {
        System.arraycopy(part, 0, all, filled, part.length);
        filled += part.length;
      }
      System.arraycopy(words, 0, all, filled, at);
      ItemSort.sort(all, size);
      int kept = dropDuplicates(all, size);
      int used = ItemSort.WORDS * kept;
      words = new long[FIRST_PART * ItemSort.WORDS];
      at = 0;
      size = 0;
      return new ItemSet(all.length == used ? all : Arrays.copyOf(all, used), kept);
    }

    private static int dropDuplicates(long[] words, int size) {
      int kept = 0;
      for (int i = 0; i < size; i++) {
        int at = ItemSort.WORDS * i;
        int target = ItemSort.WORDS * kept;
        if (kept == 0
            || !Arrays.equals(
                words, at, at + ItemSort.WORDS, words, target - ItemSort.WORDS, target)) {
          if (at != target) {
            System.arraycopy(words, at, words, target, ItemSort.WORDS);
          }
          kept++;
        }
      }
      return kept;
    }
  }
}
