package heliograph.graph;

import java.util.Arrays;

/**
 * A first-in, first-out queue of nodes, each of which is in it once at most. Confined to one
 * thread.
 */
final class NodeQueue {
  private final int[] ring;
  private final boolean[] waiting;
  private int head;
  private int size;

  /** Creates a queue of all nodes in {@code order}; takes over the array. */
  NodeQueue(int[] order) {
    ring = order;
    waiting = new boolean[order.length];
    Arrays.fill(waiting, true);
    size = order.length;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int take() {
    int node = ring[head];
    head = head + 1 == ring.length ? 0 : head + 1;
    size--;
    waiting[node] = false;
    return node;
  }

  void add(int node) {
    if (!waiting[node]) {
      waiting[node] = true;
      int tail = head + size - ring.length;
      ring[tail < 0 ? tail + ring.length : tail] = node;
      size++;
    }
  }
}
