package heliograph.store.lmdb;

import heliograph.event.EventId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Events that an administrator wants removed, and how far that is. Confined to the writer. */
final class Removal {
  /**
   * How far a removal is.
   *
   * @param next the first id that is left
   * @param removed how many of those before it were there
   */
  record Place(int next, int removed) {}

  final List<EventId> ids;

  /** The number of those that were there, or a fault. Thread-safe. */
  final CompletableFuture<Integer> done = new CompletableFuture<>();

  Place place = new Place(0, 0);

  Removal(List<EventId> ids) {
    this.ids = List.copyOf(ids);
  }
}
