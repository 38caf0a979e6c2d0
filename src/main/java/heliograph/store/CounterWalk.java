package heliograph.store;

/** The first counting for a counter, in slices. Confined to one thread at a time. */
public interface CounterWalk {
  /** Counts for about {@code nanos}; returns true when the counting is finished. */
  boolean resume(long nanos);

  /** Ends the counting without a counter. */
  void abandon();
}
