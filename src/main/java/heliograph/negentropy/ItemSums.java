package heliograph.negentropy;

import java.util.Arrays;

/**
 * Running sums of the ids, mod 2^256, so that the sum over any range costs at most 128 additions.
 *
 * <pre>
 *   items   0 ........ 63 | 64 ....... 127 | 128 ...
 *   sums  [0]             [1]              [2]          sum of every item before
 * </pre>
 *
 * <p>An id counts as a 32-byte little-endian number: limb 0 is its first eight bytes. Immutable.
 */
final class ItemSums {
  static final int LIMBS = 4;

  private static final int STRIDE = 64;

  private final long[] words;
  private final long[] sums;

  /**
   * Sums the first {@code size} items.
   *
   * @param words five words an item, never changed afterwards
   */
  ItemSums(long[] words, int size) {
    this.words = words;
    this.sums = new long[LIMBS * (size / STRIDE + 1)];
    long[] sum = new long[LIMBS];
    for (int i = 0; i < size; i++) {
      if (i % STRIDE == 0) {
        System.arraycopy(sum, 0, sums, LIMBS * (i / STRIDE), LIMBS);
      }
      addItem(sum, i);
    }
    if (size % STRIDE == 0) {
      System.arraycopy(sum, 0, sums, LIMBS * (size / STRIDE), LIMBS);
    }
  }

  /** Sets {@code target} to the sum of the items from {@code lower} to before {@code upper}. */
  void sum(int lower, int upper, long[] target) {
    if (upper - lower <= STRIDE) {
      Arrays.fill(target, 0);
      addItems(target, lower, upper);
      return;
    }
    long[] before = new long[LIMBS];
    load(lower, before);
    load(upper, target);
    subtract(target, before);
  }

  private void load(int end, long[] target) {
    int stride = end / STRIDE;
    System.arraycopy(sums, LIMBS * stride, target, 0, LIMBS);
    addItems(target, STRIDE * stride, end);
  }

  private void addItems(long[] sum, int from, int to) {
    for (int i = from; i < to; i++) {
      addItem(sum, i);
    }
  }

  private void addItem(long[] sum, int item) {
    int at = ItemSort.WORDS * item + 1;
    long carry = 0;
    for (int i = 0; i < LIMBS; i++) {
      long limb = Long.reverseBytes(words[at + i]);
      long partial = sum[i] + limb;
      long total = partial + carry;
      // Unsigned: a sum below its addend wrapped; adding the carry wraps only to zero.
      carry = Long.compareUnsigned(partial, limb) < 0 || (carry != 0 && total == 0) ? 1 : 0;
      sum[i] = total;
    }
  }

  private static void subtract(long[] from, long[] other) {
    long borrow = 0;
    for (int i = 0; i < LIMBS; i++) {
      long minuend = from[i];
      from[i] = minuend - other[i] - borrow;
      int order = Long.compareUnsigned(minuend, other[i]);
      borrow = order < 0 || (order == 0 && borrow != 0) ? 1 : 0;
    }
  }
}
