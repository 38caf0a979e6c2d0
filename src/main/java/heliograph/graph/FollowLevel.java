package heliograph.graph;

/** The follows as they are, without their direction: a mutual follow weighs 2. Takes no memory. */
final class FollowLevel implements Level {
  private final int nodes;
  private final int[] outStart;
  private final int[] out;
  private final int[] inStart;
  private final int[] in;

  FollowLevel(FollowGraph graph) {
    nodes = graph.accounts();
    outStart = graph.outStart();
    out = graph.out();
    inStart = graph.inStart();
    in = graph.in();
  }

  @Override
  public int nodes() {
    return nodes;
  }

  @Override
  public int weight(int node) {
    return outStart[node + 1] - outStart[node] + inStart[node + 1] - inStart[node];
  }

  @Override
  public int loop(int node) {
    return 0;
  }

  @Override
  public void gather(int node, int[] labels, LabelWeights sums) {
    for (int at = outStart[node]; at < outStart[node + 1]; at++) {
      sums.add(labels[out[at]], 1);
    }
    for (int at = inStart[node]; at < inStart[node + 1]; at++) {
      sums.add(labels[in[at]], 1);
    }
  }

  @Override
  public void gatherWithin(int node, int[] group, int[] labels, LabelWeights sums) {
    int own = group[node];
    for (int at = outStart[node]; at < outStart[node + 1]; at++) {
      if (group[out[at]] == own) {
        sums.add(labels[out[at]], 1);
      }
    }
    for (int at = inStart[node]; at < inStart[node + 1]; at++) {
      if (group[in[at]] == own) {
        sums.add(labels[in[at]], 1);
      }
    }
  }

  @Override
  public int weightWithin(int node, int[] group) {
    int own = group[node];
    int weight = 0;
    for (int at = outStart[node]; at < outStart[node + 1]; at++) {
      weight += group[out[at]] == own ? 1 : 0;
    }
    for (int at = inStart[node]; at < inStart[node + 1]; at++) {
      weight += group[in[at]] == own ? 1 : 0;
    }
    return weight;
  }

  @Override
  public void requeue(int node, int[] labels, int label, NodeQueue queue) {
    for (int at = outStart[node]; at < outStart[node + 1]; at++) {
      if (labels[out[at]] != label) {
        queue.add(out[at]);
      }
    }
    for (int at = inStart[node]; at < inStart[node + 1]; at++) {
      if (labels[in[at]] != label) {
        queue.add(in[at]);
      }
    }
  }
}
