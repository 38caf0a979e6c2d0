package heliograph.graph;

import heliograph.graph.SpamCandidate.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the accounts that are in a cluster of bots and that nobody trusts. Both are required: an
 * account that is never requested, or not trusted, but in no such cluster is not a candidate.
 */
public final class SpamCandidates {
  private SpamCandidates() {}

  /** Returns the candidates, cluster by cluster. */
  public static List<SpamCandidate> of(
      List<BotCluster> clusters, TrustRanks trust, AccountFacts facts) {
    List<SpamCandidate> candidates = new ArrayList<>();
    for (BotCluster cluster : clusters) {
      if (cluster.suspicious()) {
        cluster.members().stream()
            .filter(account -> !trust.isTrusted(account))
            .mapToObj(account ->
                new SpamCandidate(
                    account, cluster.id(), cluster.score(), reasons(account, trust, facts)))
            .forEach(candidates::add);
      }
    }
    return List.copyOf(candidates);
  }

  private static List<Reason> reasons(int account, TrustRanks trust, AccountFacts facts) {
    List<Reason> reasons = new ArrayList<>(List.of(Reason.BOT_CLUSTER, Reason.NO_TRUST));
    if (trust.trustedFollowers(account) == 0) {
      reasons.add(Reason.NO_TRUSTED_FOLLOWER);
    }
    if (facts.requestsKnown() && facts.requests(account) == 0) {
      reasons.add(Reason.NEVER_REQUESTED);
    }
    return reasons;
  }
}
