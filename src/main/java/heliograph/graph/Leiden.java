package heliograph.graph;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Finds communities by modularity: the Leiden algorithm (Traag, Waltman, van Eck 2019).
 *
 * <pre>
 * move       each node to the neighbouring community that gains most; its new strangers again
 * refine     inside each community build well connected sets from single nodes
 * aggregate  the sets become nodes, the communities their first labels; then again, until a level
 *            moves nothing
 *
 * gain of v in C   w(v, C) − γ · k(v) · K(C) / 2m,    γ = 1
 * </pre>
 *
 * w are weights between, k and K sums of weights, 2m of all. Where several gain equally the one met
 * first wins, where the paper draws the refinement by lot the best is taken; the order of the nodes
 * is shuffled by the seed. The first level is the follow graph itself, without a copy. Moves run on
 * one thread: each sees all those before it, which is what makes the result one.
 */
final class Leiden {
  private static final double GAIN_MIN = 1e-9;
  private static final int LEVELS_MAX = 30;
  private static final int CHECK_EVERY = (1 << 12) - 1;

  /** A node is looked at so often at most on average; it ends far below. */
  private static final int VISITS_MAX = 100;

  private final Workers workers;
  private final SplittableRandom random;
  private final double resolution;
  private final double all;

  private Leiden(FollowGraph graph, double resolution, long seed, Workers workers) {
    this.workers = workers;
    this.resolution = resolution;
    random = new SplittableRandom(seed);
    all = Math.max(1, 2.0 * graph.follows());
  }

  static Communities find(FollowGraph graph, double resolution, long seed, Workers workers) {
    return new Leiden(graph, resolution, seed, workers).run(graph);
  }

  private Communities run(FollowGraph graph) {
    Level level = new FollowLevel(graph);
    int[] labels = identity(level.nodes());
    int[] nodeOf = identity(graph.accounts()); // each account's node on this level
    int[] communityOf = labels;
    for (int depth = 0; depth < LEVELS_MAX; depth++) {
      boolean moved = move(level, labels);
      communityOf = composed(nodeOf, labels);
      if (!moved) {
        break;
      }
      int[] sets = refine(level, labels);
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
      workers.report("communities", 1 - 0.5 / (depth + 1));
    }
    return result(graph, communityOf);
  }

  private Communities result(FollowGraph graph, int[] communityOf) {
    int count = renumber(communityOf, communityOf.length);
    return Communities.of(
        CoarseLevel.of(new FollowLevel(graph), communityOf, count, workers),
        communityOf,
        resolution);
  }

  /** Moves nodes until none gains; says whether any did. */
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
    Level.Tally tally = new Level.Tally(nodes);
    NodeQueue queue = new NodeQueue(shuffled(nodes));
    boolean moved = false;
    for (long visits = 0; !queue.isEmpty() && visits < (long) VISITS_MAX * nodes; visits++) {
      if ((visits & CHECK_EVERY) == 0) {
        workers.check();
      }
      int node = queue.take();
      int own = labels[node];
      total[own] -= level.weight(node);
      if (--size[own] == 0) {
        empty[empties++] = own;
      }
      level.gather(node, labels, tally);
      int best = best(level.weight(node), own, total, tally, level.loop(node));
      tally.clear();
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

  /** The label that gains most; the own one where none gains more; -1 for a new one. */
  private int best(int weight, int own, int[] total, Level.Tally tally, int loop) {
    double factor = resolution * weight / all;
    double most = tally.of(own) - loop - factor * total[own];
    int best = own;
    for (int i = 0; i < tally.size(); i++) {
      int label = tally.label(i);
      double gain = tally.of(label) - factor * total[label];
      if (label != own && gain > most + GAIN_MIN) {
        most = gain;
        best = label;
      }
    }
    return most < -GAIN_MIN ? -1 : best;
  }

  /** The removed one is at the end nearly always. */
  private static int remove(int[] empty, int empties, int label) {
    for (int i = empties - 1; i >= 0; i--) {
      if (empty[i] == label) {
        empty[i] = empty[empties - 1];
        return empties - 1;
      }
    }
    return empties;
  }

  /** Sets inside the communities, each well connected to the rest of its community. */
  private int[] refine(Level level, int[] labels) {
    int nodes = level.nodes();
    int[] community = new int[nodes];
    int[] total = new int[nodes];
    int[] outward = new int[nodes]; // of a set, to the rest of its community
    int[] sets = identity(nodes);
    boolean[] single = new boolean[nodes];
    Level.Tally tally = new Level.Tally(nodes);
    for (int node = 0; node < nodes; node++) {
      community[labels[node]] += level.weight(node);
      total[node] = level.weight(node);
      single[node] = true;
    }
    countOutward(level, labels, outward);
    int visits = 0;
    for (int node : shuffled(nodes)) {
      if ((visits++ & CHECK_EVERY) == 0) {
        workers.check();
      }
      int whole = community[labels[node]];
      if (!single[node] || !isWellConnected(outward[node], level.weight(node), whole)) {
        continue;
      }
      level.gatherWithin(node, labels, sets, tally);
      double factor = resolution * level.weight(node) / all;
      double most = 0;
      int best = node;
      for (int i = 0; i < tally.size(); i++) {
        int set = tally.label(i);
        double gain = tally.of(set) - factor * total[set];
        if (set != node
            && gain > most + GAIN_MIN
            && isWellConnected(outward[set], total[set], whole)) {
          most = gain;
          best = set;
        }
      }
      if (best != node) {
        sets[node] = best;
        single[best] = false;
        total[best] += level.weight(node);
        outward[best] += outward[node] - 2 * tally.of(best);
      }
      tally.clear();
    }
    return sets;
  }

  private void countOutward(Level level, int[] labels, int[] outward) {
    int nodes = level.nodes();
    int[] everywhere = new int[nodes];
    Level.Tally[] tallies = new Level.Tally[workers.threads()];
    workers.blocks(
        nodes,
        1 << 12,
        (worker, from, to) -> {
          if (tallies[worker] == null) {
            tallies[worker] = new Level.Tally(1);
          }
          for (int node = from; node < to; node++) {
            level.gatherWithin(node, labels, everywhere, tallies[worker]);
            outward[node] = tallies[worker].of(0);
            tallies[worker].clear();
          }
        });
  }

  private boolean isWellConnected(int outward, int weight, int whole) {
    return outward >= resolution * weight * ((double) whole - weight) / all;
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

  /** Makes labels below {@code bound} 0, 1 … in the order in which they come; says how many. */
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
