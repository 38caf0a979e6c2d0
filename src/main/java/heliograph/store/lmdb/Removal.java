package heliograph.store.lmdb;

import heliograph.event.EventId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A removal of events by an administrator, and its progress. Confined to the writer. */
final class Removal {
  /**
   * The progress of a removal.
   *
   * @param next the first id that is left
   * @param removed the number of those before it that were stored
   */
  record Place(int next, int removed) {}

  final List<EventId> ids;

  /** The number of events that were stored, or a fault. Thread-safe. */
  final CompletableFuture<Integer> done = new CompletableFuture<>();

  Place place = new Place(0, 0);

  Removal(List<EventId> ids) {
    this.ids = List.copyOf(ids);
  }
}
