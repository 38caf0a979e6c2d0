package heliograph.store;

import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Walks over all events of a store, for a consumer that the change feed no longer reaches. */
@FunctionalInterface
public interface EventWalk {
  /**
   * Passes every stored event to {@code taker}, in any order. An exception of the taker ends the
   * walk and is thrown by this method.
   *
   * @param upTo last change to take into account: later events are not found
   */
  void forEach(long upTo, Consumer<NostrEvent> taker);

  /** Returns a walk over {@code store} in slices, so that it holds no transaction for long. */
  static EventWalk of(EventStore store) {
    long sliceNanos = TimeUnit.MILLISECONDS.toNanos(20);
    return (upTo, taker) ->
        store
            .scan(List.of(NostrFilter.EVERYTHING), Visibility.EVERYTHING, () -> upTo)
            .copyToEnd(taker, sliceNanos);
  }
}
