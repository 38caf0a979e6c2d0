package heliograph.negentropy;

/**
 * Sorts items of five words (timestamp, id) in place, without boxing.
 *
 * <p>A store scans newest first with ids ascending inside a second, so that order is met by
 * reversing the items and then each second; sorted input costs one pass. Anything else is
 * quicksorted, and heapsorted where an adversary's choice of ids makes the partitions degenerate:
 * O(n log n) for every input.
 */
final class ItemSort {
  static final int WORDS = 5;

  private static final int INSERTION_ITEMS_MAX = 12;

  private final long[] words;

  private ItemSort(long[] words) {
    this.words = words;
  }

  /** Sorts the first {@code size} items by timestamp, then id, both unsigned. */
  static void sort(long[] words, int size) {
    ItemSort sort = new ItemSort(words);
    if (sort.timestampsNeverRise(size)) {
      sort.reverse(0, size);
      for (int from = 0; from < size; ) {
        int to = sort.secondEnd(from, size);
        sort.reverse(from, to);
        sort.sortUnlessAscending(from, to);
        from = to;
      }
    } else {
      sort.sortUnlessAscending(0, size);
    }
  }

  /** Quicksorts the first {@code size} items, heapsorting what is deeper than {@code depthMax}. */
  static void quicksort(long[] words, int size, int depthMax) {
    new ItemSort(words).quicksort(0, size, depthMax);
  }

  /** Compares two ids as unsigned 256-bit numbers. */
  static int compareIds(
      long a, long b, long c, long d, long otherA, long otherB, long otherC, long otherD) {
    int order = Long.compareUnsigned(a, otherA);
    if (order == 0) {
      order = Long.compareUnsigned(b, otherB);
    }
    if (order == 0) {
      order = Long.compareUnsigned(c, otherC);
    }
    return order != 0 ? order : Long.compareUnsigned(d, otherD);
  }

  private boolean timestampsNeverRise(int size) {
    for (int i = 1; i < size; i++) {
      if (Long.compareUnsigned(words[WORDS * i - WORDS], words[WORDS * i]) < 0) {
        return false;
      }
    }
    return true;
  }

  private int secondEnd(int from, int size) {
    int to = from + 1;
    while (to < size && words[WORDS * to] == words[WORDS * from]) {
      to++;
    }
    return to;
  }

  private void sortUnlessAscending(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (compare(i - 1, i) > 0) {
        quicksort(from, to, 2 * (32 - Integer.numberOfLeadingZeros(to - from)));
        return;
      }
    }
  }

  private void quicksort(int first, int end, int depthMax) {
    int from = first;
    int to = end;
    int depthLeft = depthMax;
    while (to - from > INSERTION_ITEMS_MAX) {
      if (depthLeft-- == 0) {
        heapsort(from, to);
        return;
      }
      int pivot = partition(from, to);
      if (pivot - from < to - pivot) {
        quicksort(from, pivot, depthLeft);
        from = pivot + 1;
      } else {
        quicksort(pivot + 1, to, depthLeft);
        to = pivot;
      }
    }
    insertionSort(from, to);
  }

  /** Partitions around the median of three and returns its final index. */
  private int partition(int from, int to) {
    int middle = (from + to) >>> 1;
    order(from, middle);
    order(middle, to - 1);
    order(from, middle);
    swap(from, middle);
    int low = from;
    int high = to;
    while (true) {
      do {
        low++;
      } while (low < to && compare(low, from) < 0);
      do {
        high--;
      } while (compare(high, from) > 0);
      if (low >= high) {
        swap(from, high);
        return high;
      }
      swap(low, high);
    }
  }

  private void order(int left, int right) {
    if (compare(left, right) > 0) {
      swap(left, right);
    }
  }

  private void insertionSort(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      for (int at = i; at > from && compare(at - 1, at) > 0; at--) {
        swap(at - 1, at);
      }
    }
  }

  private void heapsort(int from, int to) {
    int size = to - from;
    for (int root = size / 2 - 1; root >= 0; root--) {
      siftDown(from, root, size);
    }
    for (int last = size - 1; last > 0; last--) {
      swap(from, from + last);
      siftDown(from, 0, last);
    }
  }

  private void siftDown(int from, int start, int size) {
    int root = start;
    while (2 * root + 1 < size) {
      int child = 2 * root + 1;
      if (child + 1 < size && compare(from + child, from + child + 1) < 0) {
        child++;
      }
      if (compare(from + root, from + child) >= 0) {
        return;
      }
      swap(from + root, from + child);
      root = child;
    }
  }

  private void reverse(int from, int to) {
    for (int low = from, high = to - 1; low < high; low++, high--) {
      swap(low, high);
    }
  }

  private int compare(int left, int right) {
    int at = WORDS * left;
    int other = WORDS * right;
    for (int i = 0; i < WORDS; i++) {
      int order = Long.compareUnsigned(words[at + i], words[other + i]);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private void swap(int left, int right) {
    int at = WORDS * left;
    int other = WORDS * right;
    for (int i = 0; i < WORDS; i++) {
      long word = words[at + i];
      words[at + i] = words[other + i];
      words[other + i] = word;
    }
  }
}
