package heliograph.graph;

/** A graph whose nodes are sets of nodes of a finer graph. The edges inside a set are a loop. */
final class CoarseLevel implements Level {
  private final int[] start;
  private final int[] targets;
  private final int[] weights;
  private final int[] nodeWeights;
  private final int[] loops;

  /** Creates a level from rows; each edge is in the rows of both of its ends. */
  CoarseLevel(int[] start, int[] targets, int[] weights, int[] nodeWeights) {
    this.start = start;
    this.targets = targets;
    this.weights = weights;
    this.nodeWeights = nodeWeights;
    loops = new int[nodeWeights.length];
    for (int node = 0; node < loops.length; node++) {
      for (int at = start[node]; at < start[node + 1]; at++) {
        if (targets[at] == node) {
          loops[node] = weights[at];
        }
      }
    }
  }

  /**
   * Returns the graph of the sets.
   *
   * @param set the set of each node, from 0 to before {@code sets}
   */
  static CoarseLevel of(Level fine, int[] set, int sets, Workers workers) {
    int[] memberStart = new int[sets + 1];
    int[] nodeWeights = new int[sets];
    for (int node = 0; node < set.length; node++) {
      memberStart[set[node] + 1]++;
      nodeWeights[set[node]] += fine.weight(node);
    }
    sumUp(memberStart);
    int[] members = new int[set.length];
    int[] next = memberStart.clone();
    for (int node = 0; node < set.length; node++) {
      members[next[set[node]]++] = node;
    }
    int[] start = new int[sets + 1];
    int[] targets = new int[0];
    int[] weights = new int[0];
    // the same walk twice: the first one counts, so that no row is ever moved
    for (boolean counting : new boolean[] {true, false}) {
      int[] rowTargets = targets;
      int[] rowWeights = weights;
      Level.LabelWeights[] ofWorkers = new Level.LabelWeights[workers.threads()];
      workers.blocks(
          sets,
          Math.max(16, sets / 512),
          (worker, from, to) -> {
            if (ofWorkers[worker] == null) {
              ofWorkers[worker] = new Level.LabelWeights(sets);
            }
            Level.LabelWeights sums = ofWorkers[worker];
            for (int i = from; i < to; i++) {
              for (int at = memberStart[i]; at < memberStart[i + 1]; at++) {
                fine.gather(members[at], set, sums);
              }
              if (counting) {
                start[i + 1] = sums.size();
              } else {
                copy(sums, start[i], rowTargets, rowWeights);
              }
              sums.clear();
            }
          });
      if (counting) {
        sumUp(start);
        targets = new int[start[sets]];
        weights = new int[start[sets]];
      }
    }
    return new CoarseLevel(start, targets, weights, nodeWeights);
  }

  private static void copy(Level.LabelWeights sums, int from, int[] targets, int[] weights) {
    for (int i = 0; i < sums.size(); i++) {
      targets[from + i] = sums.label(i);
      weights[from + i] = sums.of(sums.label(i));
    }
  }

  private static void sumUp(int[] counts) {
    for (int i = 1; i < counts.length; i++) {
      counts[i] += counts[i - 1];
    }
  }

  int edges() {
    return targets.length;
  }

  @Override
  public int nodes() {
    return nodeWeights.length;
  }

  @Override
  public int weight(int node) {
    return nodeWeights[node];
  }

  @Override
  public int loop(int node) {
    return loops[node];
  }

  @Override
  public void gather(int node, int[] labels, LabelWeights sums) {
    for (int at = start[node]; at < start[node + 1]; at++) {
      sums.add(labels[targets[at]], weights[at]);
    }
  }

  @Override
  public void gatherWithin(int node, int[] group, int[] labels, LabelWeights sums) {
    for (int at = start[node]; at < start[node + 1]; at++) {
      if (group[targets[at]] == group[node] && targets[at] != node) {
        sums.add(labels[targets[at]], weights[at]);
      }
    }
  }

  @Override
  public int weightWithin(int node, int[] group) {
    int weight = 0;
    for (int at = start[node]; at < start[node + 1]; at++) {
      weight += group[targets[at]] == group[node] && targets[at] != node ? weights[at] : 0;
    }
    return weight;
  }

  @Override
  public void requeue(int node, int[] labels, int label, NodeQueue queue) {
    for (int at = start[node]; at < start[node + 1]; at++) {
      if (labels[targets[at]] != label) {
        queue.add(targets[at]);
      }
    }
  }
}
