package heliograph.graph;

import java.util.List;

/**
 * An account that may be spam, and why: for an operator to look at.
 *
 * @param cluster the id of its cluster of bots
 * @param score the score of the cluster
 */
public record SpamCandidate(int account, long cluster, double score, List<Reason> reasons) {
  /** A reason to suspect an account. */
  public enum Reason {
    /** The account is in a cluster that is judged to be bots. */
    BOT_CLUSTER,
    /** Its rank is below that of trusted accounts. */
    NO_TRUST,
    /** No trusted account follows it. */
    NO_TRUSTED_FOLLOWER,
    /**
     * No request ever named it. This alone proves nothing: many quiet people are never requested.
     */
    NEVER_REQUESTED
  }

  public SpamCandidate {
    reasons = List.copyOf(reasons);
  }
}
