package heliograph.graph;

import java.util.Arrays;

/**
 * A rank of 0 to 100 for each account, and how many trusted accounts follow it. Immutable.
 *
 * <pre>
 * 100  the most trusted account
 *  50  the least of those who hold 95 % of all trust between them
 *   0  a thousandth of that, or none
 * </pre>
 *
 * and evenly in between on the scale of its logarithm. The middle is a share of trust, not of
 * accounts: a million new accounts without trust move nobody's rank.
 */
public final class TrustRanks {
  /** The least rank of those who hold 95 % of all trust between them. */
  public static final int ESTABLISHED = 50;

  private static final double ESTABLISHED_SHARE = 0.95;
  private static final double NOTHING = 1e-3;

  private final byte[] ranks;
  private final int[] trustedFollowers;
  private final int trustedFrom;
  private final int rounds;

  TrustRanks(byte[] ranks, int[] trustedFollowers, int trustedFrom, int rounds) {
    this.ranks = ranks;
    this.trustedFollowers = trustedFollowers;
    this.trustedFrom = trustedFrom;
    this.rounds = rounds;
  }

  /** Returns the number of accounts. */
  public int accounts() {
    return ranks.length;
  }

  /** 0 to 100. */
  public int rank(int account) {
    return ranks[account];
  }

  public boolean isTrusted(int account) {
    return ranks[account] >= trustedFrom;
  }

  /** Returns how many trusted accounts follow {@code account}. */
  public int trustedFollowers(int account) {
    return trustedFollowers[account];
  }

  /** Returns the number of trusted accounts. */
  public int trusted() {
    int count = 0;
    for (byte rank : ranks) {
      count += rank >= trustedFrom ? 1 : 0;
    }
    return count;
  }

  /** Returns how often trust was passed on until it moved no more. */
  public int rounds() {
    return rounds;
  }

  static byte[] ranks(double[] trust) {
    double[] sorted = trust.clone();
    Arrays.sort(sorted);
    double most = sorted.length == 0 ? 0 : sorted[sorted.length - 1];
    double middle = established(sorted);
    byte[] ranks = new byte[trust.length];
    for (int account = 0; account < ranks.length; account++) {
      ranks[account] = (byte) Math.round(rank(trust[account], middle, most));
    }
    return ranks;
  }

  private static double established(double[] sorted) {
    double left = ESTABLISHED_SHARE * Arrays.stream(sorted).sum();
    int at = sorted.length;
    while (left > 0 && at > 0) {
      left -= sorted[--at];
    }
    return at < sorted.length ? sorted[at] : 0;
  }

  private static double rank(double trust, double middle, double most) {
    if (trust <= 0) {
      return 0;
    }
    if (trust < middle) {
      return Math.max(0, 50 - 50 * Math.log(trust / middle) / Math.log(NOTHING));
    }
    return most > middle ? 50 + 50 * Math.log(trust / middle) / Math.log(most / middle) : 100;
  }
}
