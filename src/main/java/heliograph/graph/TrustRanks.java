package heliograph.graph;

import java.util.Arrays;

/**
 * A rank of 0 to 100 for each account, and the number of its trusted followers. Immutable.
 *
 * <pre>
 * 100  the most trusted account
 *  50  the lowest of the accounts that together hold 95 % of all trust
 *   0  a thousandth of that, or less
 * </pre>
 *
 * and evenly in between on a logarithmic scale. The middle is a share of trust, not of accounts: a
 * million new accounts without trust change no rank.
 */
public final class TrustRanks {
  /** The lowest rank of the accounts that together hold 95 % of all trust. */
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

  /** Returns the rank of an account, 0 to 100. */
  public int rank(int account) {
    return ranks[account];
  }

  public boolean isTrusted(int account) {
    return ranks[account] >= trustedFrom;
  }

  /** Returns the number of trusted accounts that follow {@code account}. */
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

  /** Returns the number of rounds until trust did not change any more. */
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
