package heliograph.graph;

/**
 * Measures how densely the followers of an account are connected: the share of the followers of a
 * follower that also follow the account, averaged over its followers.
 *
 * <pre>
 * in a ring of density p         p: a follower of my follower is in the ring
 * in a town of thousands         a few percent: my followers' followers are strangers
 * </pre>
 *
 * Only followers count, not the accounts that one follows, so bots cannot hide by following famous
 * accounts. Each follower has the same weight, so one follower from the largest component with a
 * thousand followers of its own changes little. At most 64 followers of 64 followers are read,
 * evenly spread: 4,096 steps for any account.
 */
final class LocalDensity {
  static final int SAMPLES = 64;

  /**
   * The number of followers after which the rest is not read if they have hardly any followers in
   * common.
   */
  static final int EARLY_SAMPLES = 12;

  static final float EARLY_MAX = 0.04f;
  private static final int BLOCK = 1 << 11;

  private final int[] inStart;
  private final int[] in;
  private final int[] outStart;
  private final int least;

  private LocalDensity(FollowGraph graph, int least) {
    inStart = graph.inStart();
    in = graph.in();
    outStart = graph.outStart();
    this.least = least;
  }

  /**
   * Returns the density around each account; 0 where it has fewer than {@code least} followers or
   * follows.
   */
  static float[] of(FollowGraph graph, int least, Workers workers) {
    LocalDensity density = new LocalDensity(graph, least);
    int accounts = graph.accounts();
    float[] densities = new float[accounts];
    long[][] marks = new long[workers.threads()][];
    int progressEvery = Math.max(1, accounts / BLOCK / 50) * BLOCK;
    workers.blocks(
        accounts,
        BLOCK,
        (worker, from, to) -> {
          if (marks[worker] == null) {
            marks[worker] = new long[(accounts + 63) >>> 6];
          }
          for (int account = from; account < to; account++) {
            densities[account] = density.around(account, marks[worker]);
          }
          if (from % progressEvery == 0) {
            workers.report("local density", from / (double) accounts);
          }
        });
    return densities;
  }

  private float around(int account, long[] marked) {
    int from = inStart[account];
    int to = inStart[account + 1];
    if (to - from < least || outStart[account + 1] - outStart[account] < least) {
      return 0;
    }
    for (int at = from; at < to; at++) {
      marked[in[at] >>> 6] |= 1L << in[at];
    }
    int step = (to - from + SAMPLES - 1) / SAMPLES;
    float sum = 0;
    int asked = 0;
    for (int at = from; at < to; at += step) {
      sum += commonShare(in[at], account, marked);
      asked++;
      if (asked == EARLY_SAMPLES && sum < EARLY_MAX * EARLY_SAMPLES) {
        break;
      }
    }
    for (int at = from; at < to; at++) {
      marked[in[at] >>> 6] = 0;
    }
    return sum / asked;
  }

  /**
   * Returns the share of the followers of {@code follower}, without {@code account}, that is
   * marked.
   */
  private float commonShare(int follower, int account, long[] marked) {
    int from = inStart[follower];
    int to = inStart[follower + 1];
    int step = (to - from + SAMPLES - 1) / SAMPLES;
    int common = 0;
    int others = 0;
    for (int at = from; at < to; at += step) {
      int other = in[at];
      if (other != account) {
        others++;
        common += (int) (marked[other >>> 6] >>> other) & 1;
      }
    }
    return others == 0 ? 0 : common / (float) others;
  }
}
