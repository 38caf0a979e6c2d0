package heliograph.store;

/**
 * The first counting for a counter, in slices as the caller finds time. Confined to one at a time.
 */
public interface CounterWalk {
  /** Counts for about {@code nanos}; true when there is nothing more to do. */
  boolean resume(long nanos);

  /** Gives up: no counter comes of it. */
  void abandon();
}
