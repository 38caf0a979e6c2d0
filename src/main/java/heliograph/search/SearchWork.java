package heliograph.search;

/**
 * How much work may be spent on searches, in steps of a few nanoseconds, counted down. Confined to
 * one thread.
 */
public final class SearchWork {
  /** What looking up one word costs. */
  static final int LOOK_UP = 8;

  /** What looking whether a word stands at a place costs. */
  static final int POSITION = 4;

  private int left;

  public SearchWork(int steps) {
    left = steps;
  }

  /** Without a bound that matters. */
  static SearchWork unbounded() {
    return new SearchWork(Integer.MAX_VALUE);
  }

  /** Steps left; none once it is used up. */
  public int left() {
    return left;
  }

  /** Spends steps; returns false when there are none left. */
  boolean spend(int steps) {
    left = Math.max(0, left - steps);
    return left > 0;
  }
}
