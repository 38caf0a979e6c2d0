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

  /** Runs to the end, in slices of {@code nanos}, between which it holds no transaction. */
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

  /** Releases what the scan holds. Called if it will not be run to its end. */
  default void abandon() {}

  /**
   * Returns whether there are events beyond those found (NIP-67). Known when the scan has ended.
   */
  Completeness completeness();

  /**
   * Whether a scan has found all events that its client may see. It does not depend on events that
   * the client may not see.
   */
  enum Completeness {
    /** Every stored event that matches and may be seen was found. */
    FINISHED,
    /** There are more events that match and may be seen. */
    MORE,
    /** It is not known, because finding out would take too long. */
    UNKNOWN
  }
}
