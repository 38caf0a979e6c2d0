package heliograph.store.lmdb;

import heliograph.event.PackedEvent;
import heliograph.filter.NostrFilter;
import heliograph.store.layout.IndexKey;
import java.util.function.Predicate;

/**
 * The entries of an index under several prefixes and the pending events that match the filter: a
 * k-way merge of {@link IndexStream}s and one more source.
 *
 * <p>The pending events are those of the first slice. One that LMDB has in a later slice may come
 * from its index too, then twice in a row, or be behind what a stream has read already.
 */
final class StreamCandidates extends Candidates {
  private final NostrFilter filter;
  private final Predicate<PackedEvent> isShown;
  private final IndexKey index;
  private final long since;
  private final IndexStream[] heap;
  private int size;
  private boolean prepared;

  private long[] pending = {};
  private int pendingAt;
  private boolean pendingRead;
  private long pendingTime;
  private long pendingId;

  /**
   * Creates the candidates of a filter.
   *
   * @param isShown whether the client may see an event; those that it may not are left out of the
   *     pending ones, of which only as many are kept as the filter's page may show
   */
  StreamCandidates(NostrFilter filter, Predicate<PackedEvent> isShown) {
    this.filter = filter;
    this.isShown = isShown;
    ScanPlan plan = ScanPlan.of(filter);
    index = plan.index();
    since = filter.since();
    heap = plan.streams().toArray(IndexStream[]::new);
  }

  @Override
  boolean prepare(ReadContext context) {
    if (!prepared) {
      prepared = true;
      if (!context.pending().isEmpty()) {
        pending = context.pending().matching(filter, isShown);
      }
      for (IndexStream stream : heap) {
        if (stream.available(context, index, since)) {
          heap[size++] = stream;
        }
      }
      for (int i = size / 2 - 1; i >= 0; i--) {
        siftDown(i);
      }
    }
    return true;
  }

  @Override
  boolean next(ReadContext context) {
    if (hasPending(context) && (size == 0 || isPendingFirst())) {
      time = pendingTime;
      id = pendingId;
      localId = pending[pendingAt++];
      kind = -1;
      pendingRead = false;
      return true;
    }
    if (size == 0) {
      return false;
    }
    IndexStream first = heap[0];
    time = first.time();
    id = first.id();
    localId = first.localId();
    kind = first.kind();
    first.next();
    if (!first.available(context, index, since)) {
      heap[0] = heap[--size];
    }
    siftDown(0);
    return true;
  }

  /** Reads the next pending event that is still there. */
  private boolean hasPending(ReadContext context) {
    while (!pendingRead && pendingAt < pending.length) {
      if (context.read(pending[pendingAt])) {
        pendingTime = IndexKey.inverted(context.event().createdAt());
        pendingId = context.event().idWord(0);
        pendingRead = true;
      } else {
        pendingAt++;
      }
    }
    return pendingRead;
  }

  private boolean isPendingFirst() {
    IndexStream first = heap[0];
    return IndexKey.compare(
            pendingTime, pendingId, pending[pendingAt], first.time(), first.id(), first.localId())
        <= 0;
  }

  private void siftDown(int at) {
    IndexStream moving = heap[at];
    int child = 2 * at + 1;
    while (child < size) {
      if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
        child++;
      }
      if (!heap[child].isBefore(moving)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
      child = 2 * at + 1;
    }
    heap[at] = moving;
  }
}
