package heliograph.graph;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.bench.IsolatedRings;
import heliograph.bench.PlantedGraph;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the jobs take for bots in graphs in which that is known. */
class BotQualityTest {
  private static final int ACCOUNTS = 20_000;

  private record Quality(double precision, double recall) {
    static Quality of(PlantedGraph planted, boolean[] named) {
      long all = IntStream.range(0, ACCOUNTS).filter(i -> named[i]).count();
      long right = IntStream.range(0, ACCOUNTS).filter(i -> named[i] && planted.isBot(i)).count();
      return new Quality(right / (double) Math.max(1, all), right / (double) planted.bots());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void find_plantedRings_areNamedAndFriendsAreNot(long seed) {
    PlantedGraph planted = new PlantedGraph(ACCOUNTS, 50 * ACCOUNTS, seed);
    FollowGraph follows = planted.follows().build(Workers.inCaller());
    List<BotCluster> clusters =
        Bots.find(
            follows, planted.facts(), Generated.index(ACCOUNTS), List.of(), Workers.inCaller());
    boolean[] named = new boolean[ACCOUNTS];
    clusters.stream()
        .filter(BotCluster::suspicious)
        .forEach(cluster -> cluster.members().stream().forEach(member -> named[member] = true));
    Quality quality = Quality.of(planted, named);
    assertThat(quality.precision()).isGreaterThanOrEqualTo(0.95);
    assertThat(quality.recall()).isGreaterThanOrEqualTo(0.9);
    for (int[] friends : planted.honestGroups()) {
      assertThat(IntStream.of(friends)).noneMatch(friend -> named[friend]);
    }
    assertThat(planted.customers()).isNotEmpty().noneMatch(customer -> named[customer]);

    Quality usual = Quality.of(planted, IsolatedRings.find(follows, Workers.inCaller()));
    assertThat(usual.recall()).isLessThan(quality.recall() - 0.3);

    TrustRanks trust =
        Trust.spread(follows, AccountSet.of(planted.seeds(20)), 50, Workers.inCaller());
    long bots =
        IntStream.range(0, ACCOUNTS).filter(planted::isBot).filter(trust::isTrusted).count();
    assertThat(bots).isLessThan(planted.bots() / 50);
    assertThat(trust.trusted()).isGreaterThan(ACCOUNTS / 3);
    assertThat(SpamCandidates.of(clusters, trust, planted.facts()))
        .hasSizeGreaterThan(planted.bots() * 9 / 10)
        .allMatch(candidate -> named[candidate.account()]);
  }

  /** Without ages and requests honest islands cannot be told from rings; little else is lost. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void find_withoutFacts_namesTheRingsStill(long seed) {
    PlantedGraph planted = new PlantedGraph(ACCOUNTS, 50 * ACCOUNTS, seed);
    boolean[] named = new boolean[ACCOUNTS];
    Bots.find(
            planted.follows().build(Workers.inCaller()),
            AccountFacts.unknown(ACCOUNTS),
            Generated.index(ACCOUNTS),
            List.of(),
            Workers.inCaller())
        .stream()
        .filter(BotCluster::suspicious)
        .forEach(cluster -> cluster.members().stream().forEach(member -> named[member] = true));
    assertThat(Quality.of(planted, named).precision()).isGreaterThan(0.9);
    assertThat(Quality.of(planted, named).recall()).isGreaterThan(0.9);
  }
}
