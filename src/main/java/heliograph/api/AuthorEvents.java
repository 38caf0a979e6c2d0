package heliograph.api;

import heliograph.event.PublicKey;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.policy.CurrentPolicy;
import heliograph.store.EventStore;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * Counts the stored events of authors for one answer. All counts of an answer together read a
 * bounded number of events; an author whose count would exceed it gets no count. In a process
 * without a store no author gets one. Thread-safe.
 */
public final class AuthorEvents {
  private static final int EVENTS_MAX = 200_000;

  private static final long SLICE_NANOS = Duration.ofMillis(5).toNanos();

  private final EventStore store;
  private final int eventsMax;

  public AuthorEvents(EventStore store, CurrentPolicy policy) {
    this(store, policy.config().fixed().isWorker() ? 0 : EVENTS_MAX);
  }

  /**
   * Creates the counts for {@code store}.
   *
   * @param eventsMax the maximum number of events that the counts of one answer read; 0 for a
   *     process without a store
   */
  AuthorEvents(EventStore store, int eventsMax) {
    this.store = store;
    this.eventsMax = eventsMax;
  }

  /** Begins the counts of one answer. */
  Answer answer() {
    return new Answer(eventsMax);
  }

  /** The counts of one answer. Confined to its caller. */
  final class Answer {
    private int left;

    private Answer(int left) {
      this.left = left;
    }

    /**
     * Returns the number of stored events of an author; empty if counting it would exceed the
     * bound.
     */
    OptionalLong of(PublicKey author) {
      if (left <= 0) {
        return OptionalLong.empty();
      }
      int[] count = new int[1];
      NostrFilter filter = NostrFilter.EVERYTHING.ofAuthors(author).withLimit(left);
      store
          .scan(List.of(filter), Visibility.EVERYTHING)
          .toEnd(packed -> ++count[0] > 0, SLICE_NANOS);
      left -= count[0];
      return left > 0 ? OptionalLong.of(count[0]) : OptionalLong.empty();
    }
  }
}
