package heliograph.negentropy;

import java.util.ArrayList;
import java.util.List;

/**
 * A range of one party's set that is to be compared: everything from one bound to before another.
 *
 * @param lower index of the first item
 * @param upper index after the last item
 * @param listed whether it is compared by its ids, not by its fingerprint
 */
record OpenRange(Bound from, int lower, Bound to, int upper, boolean listed) {
  static final int BUCKETS = 16;

  /** The number of items below which a range is listed: twice the number of buckets. */
  private static final int LISTED_ITEMS = 2 * BUCKETS;

  /** Bytes that a bucket costs on the wire, with a bound of usual length. */
  static final int BUCKET_BYTES = 22;

  /**
   * Returns the range of the items from {@code lower} to before {@code upper}, listed if they are
   * few.
   */
  static OpenRange of(Bound from, int lower, Bound to, int upper) {
    return new OpenRange(from, lower, to, upper, upper - lower < LISTED_ITEMS);
  }

  int size() {
    return upper - lower;
  }

  /** Returns true if it has so few items that it is listed rather than divided. */
  boolean isFew() {
    return size() < LISTED_ITEMS;
  }

  OpenRange byFingerprint() {
    return new OpenRange(from, lower, to, upper, false);
  }

  /**
   * Returns the parts in which a difference is searched for: this range by its ids, or sixteen
   * buckets.
   */
  List<OpenRange> split(ItemSet items) {
    if (isFew()) {
      return List.of(new OpenRange(from, lower, to, upper, true));
    }
    List<OpenRange> parts = new ArrayList<>(BUCKETS);
    int bucketItems = size() / BUCKETS;
    int bucketsWithExtra = size() % BUCKETS;
    int first = lower;
    Bound begin = from;
    for (int i = 0; i < BUCKETS; i++) {
      int last = first + bucketItems + (i < bucketsWithExtra ? 1 : 0);
      Bound end = last == upper ? to : items.boundBefore(last);
      parts.add(new OpenRange(begin, first, end, last, false));
      first = last;
      begin = end;
    }
    return parts;
  }

  /**
   * Returns the number of bytes of the answer to be expected from a party with about as many items
   * in this range.
   */
  int answerBytes() {
    if (listed || isFew()) {
      return Bound.ID_BYTES * Math.max(1, size());
    }
    return BUCKETS * BUCKET_BYTES;
  }
}
