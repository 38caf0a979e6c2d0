package heliograph.store;

import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import java.util.function.Consumer;

/**
 * A query for stored events that can be run in slices: newest first, ties by lowest id first, over
 * all its filters, each event once. Holds no transaction between slices. Confined to one thread at
 * a time.
 */
public interface EventScan {

  /** Takes events as they are found. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes one event, which is valid during the call only.
     *
     * @return false to pause the scan after this event
     */
    boolean take(PackedEvent event);
  }

  /**
   * Runs until the end, until the sink pauses the scan or until the slice is over.
   *
   * @param nanos length of the slice
   * @return true when the scan has ended
   */
  boolean resume(Sink sink, long nanos);

  /** Goes on until the end, in slices of {@code nanos}, between which it holds no transaction. */
  default void toEnd(Sink sink, long nanos) {
    boolean ended = false;
    while (!ended) {
      ended = resume(sink, nanos);
    }
  }

  /** Runs the scan to its end, in slices of {@code nanos}, with copies that may be kept. */
  default void copyToEnd(Consumer<NostrEvent> taker, long nanos) {
    toEnd(
        event -> {
          taker.accept(NostrEvent.copyOf(event));
          return true;
        },
        nanos);
  }

  /**
   * Returns the last change this scan takes into account: later events are not part of its result,
   * all earlier ones are. Known after the first slice.
   */
  long snapshot();

  /** Lets go of what a scan holds that will not be run to its end. */
  default void abandon() {}

  /**
   * Returns what can be said of events beyond those found (NIP-67). Known when the scan has ended.
   */
  Completeness completeness();

  /**
   * Whether a scan has found all there is that its asker may see. It is the same whatever else is
   * stored that the asker may not see.
   */
  enum Completeness {
    /** Every stored event that matches and may be seen was found. */
    FINISHED,
    /** There are more that match and may be seen. */
    MORE,
    /** Not known: finding out would have taken too long. */
    UNKNOWN
  }
}
