package heliograph.graph;

import java.util.List;

/**
 * An account that may be spam, and why: for an operator to look at.
 *
 * @param cluster the id of its cluster of bots
 * @param score the cluster's
 */
public record SpamCandidate(int account, long cluster, double score, List<Reason> reasons) {
  /** What speaks against an account. */
  public enum Reason {
    /** The account is in a cluster that is taken for bots. */
    BOT_CLUSTER,
    /** Its rank is below the trusted ones. */
    NO_TRUST,
    /** No trusted account follows it. */
    NO_TRUSTED_FOLLOWER,
    /**
     * Nobody ever asked for it. Alone this says nothing: many a quiet person is never asked for.
     */
    NEVER_REQUESTED
  }

  public SpamCandidate {
    reasons = List.copyOf(reasons);
  }
}
