package heliograph.graph;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Finds communities by modularity: the Leiden algorithm (Traag, Waltman, van Eck 2019).
 *
 * <pre>
 * move       each node to the neighbouring community that gains most; its other neighbours again
 * refine     the communities into well connected sets ({@link Refinement})
 * aggregate  the sets become nodes, the communities their first labels; then again, until a level
 *            moves nothing
 *
 * gain of v in C   w(v, C) − γ · k(v) · K(C) / 2m,    γ = 1
 * </pre>
 *
 * w is the weight between two, k and K are sums of weights, 2m is the sum of all. Where several
 * gain equally the first one found wins; where the paper chooses at random in the refinement, the
 * best is taken. The seed shuffles the order of the nodes. The first level is the follow graph
 * itself, without a copy. Moves run on one thread: each sees all moves before it, so the result is
 * unique.
 */
final class Leiden {
  private static final double GAIN_MIN = 1e-9;
  private static final int LEVELS_MAX = 30;
  private static final int REPORT_EVERY = (1 << 15) - 1;

  /** The maximum number of visits of a node, on average; far fewer are usual. */
  private static final int VISITS_MAX = 100;

  private final Workers workers;
  private final SplittableRandom random;
  private final double resolution;
  private final double all;
  private double reported;

  private Leiden(Level finest, double resolution, long seed, Workers workers) {
    this.workers = workers;
    this.resolution = resolution;
    random = new SplittableRandom(seed);
    all = Math.max(1, weight(finest));
  }

  /** Returns the communities of the nodes of {@code finest}. */
  static Communities find(Level finest, double resolution, long seed, Workers workers) {
    return new Leiden(finest, resolution, seed, workers).run(finest);
  }

  private static double weight(Level level) {
    long sum = 0;
    for (int node = 0; node < level.nodes(); node++) {
      sum += level.weight(node);
    }
    return sum;
  }

  private Communities run(Level finest) {
    Level level = finest;
    int[] labels = identity(level.nodes());
    // the node of this level that contains each node of the finest
    int[] nodeOf = identity(level.nodes());
    int[] communityOf = labels;
    for (int depth = 0; depth < LEVELS_MAX; depth++) {
      boolean moved = move(level, labels);
      communityOf = composed(nodeOf, labels);
      if (!moved) {
        break;
      }
      int[] sets = Refinement.of(level, labels, shuffled(level.nodes()), resolution / all, workers);
      int count = renumber(sets, level.nodes());
      if (count == level.nodes()) {
        break;
      }
      int[] coarseLabels = new int[count];
      for (int node = 0; node < sets.length; node++) {
        coarseLabels[sets[node]] = labels[node];
      }
      renumber(coarseLabels, level.nodes());
      level = CoarseLevel.of(level, sets, count, workers);
      nodeOf = composed(nodeOf, sets);
      labels = coarseLabels;
      report(0.9);
    }
    return result(finest, communityOf);
  }

  private void report(double share) {
    reported = Math.max(reported, share);
    workers.report("communities", reported);
  }

  private Communities result(Level finest, int[] communityOf) {
    int count = renumber(communityOf, communityOf.length);
    return Communities.of(
        CoarseLevel.of(finest, communityOf, count, workers), communityOf, resolution);
  }

  /** Moves nodes until none gains; returns whether any did. */
  private boolean move(Level level, int[] labels) {
    int nodes = level.nodes();
    int[] total = new int[nodes];
    int[] size = new int[nodes];
    for (int node = 0; node < nodes; node++) {
      total[labels[node]] += level.weight(node);
      size[labels[node]]++;
    }
    int[] empty = new int[nodes];
    int empties = 0;
    for (int label = nodes - 1; label >= 0; label--) {
      if (size[label] == 0) {
        empty[empties++] = label;
      }
    }
    Level.LabelWeights sums = new Level.LabelWeights(nodes);
    NodeQueue queue = new NodeQueue(shuffled(nodes));
    boolean moved = false;
    for (long visits = 0; !queue.isEmpty() && visits < (long) VISITS_MAX * nodes; visits++) {
      if ((visits & REPORT_EVERY) == 0) {
        report(Math.min(0.5, visits / (8.0 * nodes))); // the first level is nearly all of the work
      }
      int node = queue.take();
      int own = labels[node];
      total[own] -= level.weight(node);
      if (--size[own] == 0) {
        empty[empties++] = own;
      }
      level.gather(node, labels, sums);
      int best = best(level.weight(node), own, total, sums, level.loop(node));
      sums.clear();
      if (best < 0) {
        best = empty[empties - 1];
      }
      if (size[best] == 0) {
        empties = remove(empty, empties, best);
      }
      total[best] += level.weight(node);
      size[best]++;
      if (best != own) {
        labels[node] = best;
        level.requeue(node, labels, best, queue);
        moved = true;
      }
    }
    return moved;
  }

  /** Returns the label that gains most: the node's own if none gains more, −1 for a new one. */
  private int best(int weight, int own, int[] total, Level.LabelWeights sums, int loop) {
    double factor = resolution * weight / all;
    double most = sums.of(own) - loop - factor * total[own];
    int best = own;
    for (int i = 0; i < sums.size(); i++) {
      int label = sums.label(i);
      double gain = sums.of(label) - factor * total[label];
      if (label != own && gain > most + GAIN_MIN) {
        most = gain;
        best = label;
      }
    }
    return most < -GAIN_MIN ? -1 : best;
  }

  /**
   * Removes a label from the empty ones and returns their number. The label is nearly always at the
   * end.
   */
  private static int remove(int[] empty, int empties, int label) {
    for (int i = empties - 1; i >= 0; i--) {
      if (empty[i] == label) {
        empty[i] = empty[empties - 1];
        return empties - 1;
      }
    }
    return empties;
  }

  private int[] shuffled(int nodes) {
    int[] order = new int[nodes];
    for (int i = 0; i < nodes; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private static int[] identity(int size) {
    int[] numbers = new int[size];
    Arrays.setAll(numbers, i -> i);
    return numbers;
  }

  private static int[] composed(int[] first, int[] then) {
    int[] both = new int[first.length];
    for (int i = 0; i < both.length; i++) {
      both[i] = then[first[i]];
    }
    return both;
  }

  /**
   * Renumbers labels below {@code bound} to 0, 1 … in the order of their appearance; returns their
   * number.
   */
  private static int renumber(int[] labels, int bound) {
    int[] number = new int[bound];
    int count = 0;
    for (int i = 0; i < labels.length; i++) {
      if (number[labels[i]] == 0) {
        number[labels[i]] = ++count;
      }
      labels[i] = number[labels[i]] - 1;
    }
    return count;
  }
}
