package heliograph.analytics;

import heliograph.event.NostrEvent;
import java.util.function.Consumer;

/** Walks over the store, for statistics that the feed no longer reaches back to. */
@FunctionalInterface
public interface EventWalk {
  /**
   * Hands over every stored event, in any order. What the taker throws ends the walk and comes out
   * of this method.
   *
   * @param upTo last change to take into account: later events are not found
   */
  void forEach(long upTo, Consumer<NostrEvent> taker);
}
