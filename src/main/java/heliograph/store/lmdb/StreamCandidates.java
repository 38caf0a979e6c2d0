package heliograph.store.lmdb;

import heliograph.store.layout.IndexKey;

/** The entries of an index under several prefixes: a k-way merge of {@link IndexStream}s. */
final class StreamCandidates extends Candidates {
  private final IndexKey index;
  private final long since;
  private final IndexStream[] heap;
  private int size;
  private boolean prepared;

  StreamCandidates(ScanPlan plan, long since) {
    index = plan.index();
    this.since = since;
    heap = plan.streams().toArray(IndexStream[]::new);
  }

  @Override
  boolean prepare(ReadContext context) {
    if (!prepared) {
      prepared = true;
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
