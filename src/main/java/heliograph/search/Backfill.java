package heliograph.search;

import heliograph.event.NostrEvent;
import java.util.function.Consumer;

/** Walks over the store, so that the index can be built anew. */
@FunctionalInterface
public interface Backfill {
  /**
   * Hands over every event stored when the walk began, in any order. What the taker throws ends the
   * walk and comes out of this method.
   */
  void forEach(Consumer<NostrEvent> taker);
}
