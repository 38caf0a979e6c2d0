package heliograph.graph;

/**
 * An undirected weighted graph for the community search: the follows themselves, or a graph whose
 * nodes are communities. Immutable.
 */
interface Level {
  int nodes();

  /**
   * Returns the sum of the weights at a node; a loop counts twice. The sum of all nodes is an int.
   */
  int weight(int node);

  /** Returns the weight of the node's loop, counted from both ends. */
  int loop(int node);

  /** Adds the weights of the node's edges to the sums, by the label of the other end. */
  void gather(int node, int[] labels, LabelWeights sums);

  /**
   * Does what {@link #gather} does, only for ends in the node's {@code group} and without loops.
   */
  void gatherWithin(int node, int[] group, int[] labels, LabelWeights sums);

  /** Returns the weight of the node's edges to ends in the node's {@code group}, without loops. */
  int weightWithin(int node, int[] group);

  /** Puts the neighbours into the queue that do not have {@code label}. */
  void requeue(int node, int[] labels, int label, NodeQueue queue);

  /** The weights of the edges of one node by label. Confined to one thread. */
  final class LabelWeights {
    private final int[] weights;
    private final int[] touched;
    private int size;

    LabelWeights(int labels) {
      weights = new int[labels];
      touched = new int[labels];
    }

    void add(int label, int weight) {
      if (weights[label] == 0) {
        touched[size++] = label;
      }
      weights[label] += weight;
    }

    int size() {
      return size;
    }

    /** Returns the label at {@code index} in the order in which labels were found. */
    int label(int index) {
      return touched[index];
    }

    int of(int label) {
      return weights[label];
    }

    void clear() {
      for (int i = 0; i < size; i++) {
        weights[touched[i]] = 0;
      }
      size = 0;
    }
  }
}
