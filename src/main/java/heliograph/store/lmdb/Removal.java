package heliograph.store.lmdb;

import heliograph.event.EventId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Events that an administrator wants removed, and how far that is. Confined to the writer. */
final class Removal {
  final List<EventId> ids;

  /** The number of those that were there, or a fault. Thread-safe. */
  final CompletableFuture<Integer> done = new CompletableFuture<>();

  int next;
  int removed;

  Removal(List<EventId> ids) {
    this.ids = List.copyOf(ids);
  }
}
