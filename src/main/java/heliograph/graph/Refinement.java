package heliograph.graph;

import java.util.Arrays;

/**
 * The second step of {@link Leiden}: inside each community, builds sets from single nodes, which
 * are well connected to the rest of the community.
 *
 * <pre>
 * a node that is alone and well connected joins the well connected set that gains most by it
 *
 * well connected  w(S, C − S) ≥ γ · K(S) · (K(C) − K(S)) / 2m
 * </pre>
 *
 * Communities are independent of each other: any thread may process any of them, with its nodes in
 * the given order.
 */
final class Refinement {
  private static final double GAIN_MIN = 1e-9;

  private final Level level;
  private final int[] labels;

  /** The factor γ / 2m. */
  private final double factor;

  private final int[] sets;

  /** The sum of the weights of each set, and its weight to the rest of its community. */
  private final int[] total;

  private final int[] outward;
  private final boolean[] alone;

  private Refinement(Level level, int[] labels, double factor) {
    this.level = level;
    this.labels = labels;
    this.factor = factor;
    int nodes = level.nodes();
    sets = new int[nodes];
    total = new int[nodes];
    outward = new int[nodes];
    alone = new boolean[nodes];
  }

  /** Returns the set of each node, named by one of its nodes. */
  static int[] of(Level level, int[] labels, int[] order, double factor, Workers workers) {
    Refinement refinement = new Refinement(level, labels, factor);
    int nodes = level.nodes();
    int[] start = new int[nodes + 1];
    for (int label : labels) {
      start[label + 1]++;
    }
    for (int label = 1; label <= nodes; label++) {
      start[label] += start[label - 1];
    }
    int[] next = Arrays.copyOf(start, nodes);
    int[] members = new int[nodes];
    for (int node : order) {
      members[next[labels[node]]++] = node;
    }
    Level.LabelWeights[] sums = new Level.LabelWeights[workers.threads()];
    workers.blocks(
        nodes,
        Math.max(1, Math.min(16, nodes / 64)),
        (worker, from, to) -> {
          if (sums[worker] == null) {
            sums[worker] = new Level.LabelWeights(nodes);
          }
          for (int label = from; label < to; label++) {
            if (start[label + 1] > start[label]) {
              workers.check();
              refinement.refine(members, start[label], start[label + 1], sums[worker]);
            }
          }
        });
    return refinement.sets;
  }

  private void refine(int[] members, int from, int to, Level.LabelWeights sums) {
    double whole = 0;
    for (int at = from; at < to; at++) {
      int node = members[at];
      sets[node] = node;
      alone[node] = true;
      total[node] = level.weight(node);
      outward[node] = level.weightWithin(node, labels);
      whole += total[node];
    }
    for (int at = from; at < to; at++) {
      int node = members[at];
      if (alone[node] && isWellConnected(node, whole)) {
        level.gatherWithin(node, labels, sets, sums);
        join(node, best(node, whole, sums), sums);
        sums.clear();
      }
    }
  }

  private int best(int node, double whole, Level.LabelWeights sums) {
    double share = factor * level.weight(node);
    double most = GAIN_MIN;
    int best = node;
    for (int i = 0; i < sums.size(); i++) {
      int set = sums.label(i);
      double gain = sums.of(set) - share * total[set];
      if (set != node && gain > most && isWellConnected(set, whole)) {
        most = gain;
        best = set;
      }
    }
    return best;
  }

  private void join(int node, int set, Level.LabelWeights sums) {
    if (set != node) {
      sets[node] = set;
      alone[set] = false;
      total[set] += total[node];
      outward[set] += outward[node] - 2 * sums.of(set);
    }
  }

  private boolean isWellConnected(int set, double whole) {
    return outward[set] >= factor * total[set] * (whole - total[set]);
  }
}
