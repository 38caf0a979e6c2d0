package heliograph.search;

/** A budget of work for searches, in steps of a few nanoseconds. Confined to one thread. */
public final class SearchWork {
  /** The steps of looking up one word. */
  static final int LOOK_UP = 8;

  /** The steps of checking whether a word is at a position. */
  static final int POSITION = 4;

  private int left;

  public SearchWork(int steps) {
    left = steps;
  }

  /** Returns a budget that is large enough for any search. */
  static SearchWork unbounded() {
    return new SearchWork(Integer.MAX_VALUE);
  }

  /** Returns the number of steps left; 0 once the budget is used up. */
  public int left() {
    return left;
  }

  /** Spends steps; returns false when there are none left. */
  boolean spend(int steps) {
    left = Math.max(0, left - steps);
    return left > 0;
  }
}
