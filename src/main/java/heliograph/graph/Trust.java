package heliograph.graph;

import java.util.Arrays;

/**
 * Spreads trust from seeds along follows: PageRank whose jumps go only to the seeds.
 *
 * <pre>
 * trust(v) = seed(v) · rest  +  0.85 · Σ over followers u of v:  trust(u) / max(followed(u), 20)
 *
 * rest       trust that is not passed on goes back to the seeds, so the sum of all trust is 1
 * max(…, 20) an account that follows only one other does not pass all its trust on
 * </pre>
 *
 * Following others gains nothing, because trust flows only from followers. Many bots gain nothing:
 * a group receives only what its followers outside pass to it, at most 1/0.15 of that can collect
 * inside a group of any size, and its members share it.
 *
 * <p>Sums are added in the order of the accounts, and blocks in their order, so the result does not
 * depend on the number of threads.
 */
public final class Trust {
  private static final double DAMPING = 0.85;
  private static final int SHARERS_MIN = 20;
  private static final int ROUNDS_MAX = 50;
  private static final double CHANGE_MIN = 1e-5;
  private static final int BLOCK = 1 << 12;

  /** The follows, as trust flows along them. */
  interface Flow {
    /** Returns the number of accounts. */
    int accounts();

    /** Returns the number of accounts that {@code account} follows. */
    int followed(int account);

    /** Sets {@code next} to the sum of what the followers of each account pass on to it. */
    void gather(double[] passed, double[] next);

    /** Returns the number of followers of each account that have at least this rank. */
    int[] trustedFollowers(byte[] ranks, int trustedFrom);
  }

  private final Flow flow;
  private final Workers workers;
  private final int accounts;

  /** The trust that each account passes on with each of its follows. */
  private final double[] passed;

  /** The sum of each block. */
  private final double[] sums;

  private Trust(Flow flow, Workers workers) {
    this.flow = flow;
    this.workers = workers;
    accounts = flow.accounts();
    passed = new double[accounts];
    sums = new double[accounts / BLOCK + 1];
  }

  /**
   * Returns the ranks of all accounts.
   *
   * @param trustedFrom the rank from which a follower counts as trusted
   */
  public static TrustRanks spread(
      FollowGraph graph, AccountSet seeds, int trustedFrom, Workers workers) {
    return spread(new Rows(graph, workers), seeds, trustedFrom, workers);
  }

  /** Returns the ranks of all accounts, for follows that are kept elsewhere. */
  static TrustRanks spread(Flow flow, AccountSet seeds, int trustedFrom, Workers workers) {
    return new Trust(flow, workers).run(seeds, trustedFrom);
  }

  private TrustRanks run(AccountSet seeds, int trustedFrom) {
    double[] trust = new double[accounts];
    double[] next = new double[accounts];
    seeds.stream().forEach(seed -> trust[seed] = 1.0 / seeds.size());
    double change = seeds.size() == 0 ? 0 : 1;
    int rounds = 0;
    for (; rounds < ROUNDS_MAX && change > CHANGE_MIN; rounds++) {
      double rest = 1 - pass(trust);
      flow.gather(passed, next);
      for (int i = 0; i < seeds.size(); i++) {
        next[seeds.at(i)] += rest / seeds.size();
      }
      change = adopt(next, trust);
      workers.report("trust", rounds / (double) ROUNDS_MAX);
    }
    byte[] ranks = TrustRanks.ranks(trust);
    return new TrustRanks(ranks, flow.trustedFollowers(ranks, trustedFrom), trustedFrom, rounds);
  }

  private double pass(double[] trust) {
    return sum((from, to) -> {
      double sum = 0;
      for (int account = from; account < to; account++) {
        int followed = flow.followed(account);
        passed[account] = DAMPING * trust[account] / Math.max(followed, SHARERS_MIN);
        sum += passed[account] * followed;
      }
      return sum;
    });
  }

  private double adopt(double[] next, double[] trust) {
    return sum((from, to) -> {
      double sum = 0;
      for (int account = from; account < to; account++) {
        sum += Math.abs(next[account] - trust[account]);
        trust[account] = next[account];
      }
      return sum;
    });
  }

  /**
   * Returns the sum of the blocks, added in their order, so that it does not depend on the number
   * of threads.
   */
  private double sum(Block block) {
    workers.blocks(accounts, BLOCK, (worker, from, to) -> sums[from / BLOCK] = block.sum(from, to));
    return Arrays.stream(sums).sum();
  }

  private interface Block {
    double sum(int from, int to);
  }

  /** The rows of a graph in memory. */
  private record Rows(FollowGraph graph, Workers workers) implements Flow {
    @Override
    public int accounts() {
      return graph.accounts();
    }

    @Override
    public int followed(int account) {
      return graph.followed(account);
    }

    @Override
    public void gather(double[] passed, double[] next) {
      int[] inStart = graph.inStart();
      int[] in = graph.in();
      workers.blocks(
          accounts(),
          BLOCK,
          (worker, from, to) -> {
            for (int account = from; account < to; account++) {
              double sum = 0;
              for (int at = inStart[account]; at < inStart[account + 1]; at++) {
                sum += passed[in[at]];
              }
              next[account] = sum;
            }
          });
    }

    @Override
    public int[] trustedFollowers(byte[] ranks, int trustedFrom) {
      int[] counts = new int[accounts()];
      workers.blocks(
          accounts(),
          BLOCK,
          (worker, from, to) -> {
            for (int account = from; account < to; account++) {
              int count = 0;
              for (int at = graph.inStart()[account]; at < graph.inStart()[account + 1]; at++) {
                count += ranks[graph.in()[at]] >= trustedFrom ? 1 : 0;
              }
              counts[account] = count;
            }
          });
      return counts;
    }
  }
}
