package heliograph.graph;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.graph.SpamCandidate.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpamCandidatesTest {
  private static final int CROWD = 2_000;
  private static final int RING = 10;
  private static final int ACCOUNTS = CROWD + RING + 1;
  private static final int QUIET = CROWD + RING;

  @Test
  void of_clusterAndNoTrust_areBothRequired() {
    FollowGraph.Builder builder = FollowGraph.builder(ACCOUNTS);
    Generated.crowd(builder, CROWD, 30, 1);
    Generated.clique(builder, CROWD, CROWD + RING);
    builder.add(QUIET, 5); // nobody follows or asks for a quiet newcomer
    FollowGraph graph = builder.build(Workers.inCaller());
    AccountFacts facts = new AccountFacts(ACCOUNTS, true);
    facts.set(CROWD, 1_700_000_000, 1);
    List<BotCluster> clusters =
        Bots.find(graph, facts, Generated.index(ACCOUNTS), List.of(), Workers.inCaller());
    // The operator vouches for one that looks like a bot.
    TrustRanks trust = Trust.spread(graph, AccountSet.of(1, 2, CROWD + 9), 90, Workers.inCaller());

    List<SpamCandidate> spam = SpamCandidates.of(clusters, trust, facts);
    assertThat(spam)
        .extracting(SpamCandidate::account)
        .doesNotContain(QUIET, CROWD + 9)
        .contains(CROWD, CROWD + 1);
    assertThat(spam).allMatch(candidate -> candidate.cluster() == clusters.getFirst().id());
    assertThat(spam.getFirst().reasons()).containsExactly(Reason.BOT_CLUSTER, Reason.NO_TRUST);
    assertThat(spam.get(1).reasons())
        .containsExactly(Reason.BOT_CLUSTER, Reason.NO_TRUST, Reason.NEVER_REQUESTED);
  }

  @Test
  void of_strangersToTheSeeds_haveNoTrustedFollower() {
    FollowGraph.Builder builder = FollowGraph.builder(ACCOUNTS);
    Generated.crowd(builder, CROWD, 30, 1);
    Generated.clique(builder, CROWD, CROWD + RING);
    FollowGraph graph = builder.build(Workers.inCaller());
    AccountFacts facts = AccountFacts.unknown(ACCOUNTS);
    assertThat(
            SpamCandidates.of(
                Bots.find(graph, facts, Generated.index(ACCOUNTS), List.of(), Workers.inCaller()),
                Trust.spread(graph, AccountSet.of(1), 50, Workers.inCaller()),
                facts))
        .hasSize(RING)
        .allMatch(candidate ->
            candidate
                .reasons()
                .equals(List.of(Reason.BOT_CLUSTER, Reason.NO_TRUST, Reason.NO_TRUSTED_FOLLOWER)));
  }
}
