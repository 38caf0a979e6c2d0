package heliograph.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommunitiesTest {

  /**
   * The textbook case (Fortunato and Barthélemy 2007): 30 cliques of five in a circle have their
   * best modularity in pairs, 0.888 against 0.876 apart; twice the resolution would part them.
   */
  @Test
  void find_circleOfCliques_joinsPairsAsGammaOneMust() {
    FollowGraph.Builder builder = FollowGraph.builder(150);
    for (int clique = 0; clique < 30; clique++) {
      for (int i = 0; i < 5; i++) {
        for (int j = 0; j < i; j++) {
          builder.add(5 * clique + i, 5 * clique + j);
        }
      }
      builder.add(5 * clique, 5 * ((clique + 1) % 30) + 1);
    }
    FollowGraph graph = builder.build(Workers.inCaller());
    Communities found = Communities.find(graph, 1, Workers.inCaller());
    assertThat(found.modularity()).isBetween(0.8765, 0.8879);
    assertThat(found.count()).isBetween(15, 20);
    assertThat(Leiden.find(new FollowLevel(graph), 2, 1, Workers.inCaller()).count()).isEqualTo(30);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void find_plantedTowns_areFound(long seed) {
    int towns = 12;
    int size = 80;
    SplittableRandom random = new SplittableRandom(seed);
    FollowGraph.Builder builder = FollowGraph.builder(towns * size);
    for (int account = 0; account < towns * size; account++) {
      for (int i = 0; i < 12; i++) {
        builder.add(account, account / size * size + random.nextInt(size));
      }
      for (int i = 0; i < 4; i++) {
        builder.add(account, random.nextInt(towns * size));
      }
    }
    Communities found =
        Communities.find(builder.build(Workers.inCaller()), seed, Workers.inCaller());
    assertThat(found.count()).isEqualTo(towns);
    for (int account = 0; account < towns * size; account++) {
      assertThat(found.of(account)).isEqualTo(found.of(account / size * size));
    }
    assertThat(found.size(0)).isEqualTo(size);
  }

  @Test
  void modularity_isWhatItsDefinitionSays() {
    FollowGraph graph = Generated.random(400, 3_000, 5);
    Communities found = Communities.find(graph, 1, Workers.inCaller());
    double all = 2.0 * graph.follows();
    double[] inside = new double[found.count()];
    double[] degrees = new double[found.count()];
    for (int one = 0; one < 400; one++) {
      degrees[found.of(one)] += graph.followed(one) + graph.followers(one);
      for (int other : graph.followedBy(one)) {
        inside[found.of(one)] += found.of(one) == found.of(other) ? 1 : 0;
      }
    }
    double expected = 0;
    for (int i = 0; i < inside.length; i++) {
      expected += 2 * inside[i] / all - degrees[i] / all * degrees[i] / all;
      assertThat(found.follows(i)).isEqualTo((int) inside[i]);
      assertThat(found.externalFollows(i)).isEqualTo((int) (degrees[i] - 2 * inside[i]));
    }
    assertThat(found.modularity()).isCloseTo(expected, within(1e-12)).isGreaterThan(0.2);
  }

  /** What Louvain's algorithm does not promise. */
  @Test
  void find_communities_areConnected() {
    FollowGraph graph = Generated.random(3_000, 5_000, 8);
    Communities found = Communities.find(graph, 1, Workers.inCaller());
    Map<Integer, Set<Integer>> parts = new HashMap<>();
    int[] part = new int[3_000];
    for (int account = 0; account < part.length; account++) {
      part[account] = account;
    }
    for (int round = 0; round < 200; round++) {
      for (int one = 0; one < part.length; one++) {
        for (int other : graph.followedBy(one)) {
          if (found.of(one) == found.of(other)) {
            int least = Math.min(part[one], part[other]);
            part[one] = least;
            part[other] = least;
          }
        }
      }
    }
    for (int account = 0; account < part.length; account++) {
      parts.computeIfAbsent(found.of(account), key -> new HashSet<>()).add(part[account]);
    }
    assertThat(parts.values()).allSatisfy(roots -> assertThat(roots).hasSize(1));
  }

  @Test
  void find_sameSeed_isTheSame() {
    FollowGraph graph = Generated.random(2_000, 20_000, 2);
    List<Integer> one = communities(Communities.find(graph, 4, Workers.inCaller()));
    assertThat(communities(Communities.find(graph, 4, Workers.inCaller()))).isEqualTo(one);
    assertThat(communities(Communities.find(graph, 5, Workers.inCaller()))).isNotEqualTo(one);
  }

  private static List<Integer> communities(Communities found) {
    return IntStream.range(0, found.accounts()).mapToObj(found::of).toList();
  }

  @Test
  void find_nobodyFollowsAnybody_isEachAlone() {
    Communities found = Communities.find(Generated.graph(3), 1, Workers.inCaller());
    assertThat(found.count()).isEqualTo(3);
    assertThat(found.modularity()).isZero();
  }
}
