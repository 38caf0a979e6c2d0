package heliograph.graph;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.graph.BotCluster.Origin;
import heliograph.graph.ClusterIds.Known;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusterIdsTest {
  private static final AccountIndex INDEX = Generated.index(100);

  private static BotCluster cluster(int from, int to) {
    ClusterFeatures features =
        new ClusterFeatures(0, 1, 1, 0, 0, 0, Duration.ZERO, false, 0, false);
    return new BotCluster(
        0, Origin.DENSE_CORE, members(from, to), features, Evidence.of(features), 1, true);
  }

  private static AccountSet members(int from, int to) {
    return AccountSet.of(IntStream.range(from, to).toArray());
  }

  private static List<Long> ids(List<BotCluster> now, List<Known> known) {
    return ClusterIds.assign(now, known, INDEX).stream().map(BotCluster::id).toList();
  }

  @Test
  void assign_mostMembersStayed_keepsTheId() {
    List<BotCluster> now = List.of(cluster(0, 20), cluster(50, 60));
    assertThat(ids(now, List.of(new Known(8, members(48, 58)), new Known(7, members(5, 22)))))
        .containsExactly(7L, 8L);
  }

  @Test
  void assign_clusterThatParted_givesItsIdToTheLargerPart() {
    List<Long> ids =
        ids(List.of(cluster(0, 8), cluster(8, 20)), List.of(new Known(7, members(0, 20))));
    assertThat(ids.getLast()).isEqualTo(7);
    assertThat(ids.getFirst()).isNotEqualTo(7).isPositive();
  }

  @Test
  void assign_newCluster_isNamedByItsLowestKeys() {
    List<BotCluster> now = List.of(cluster(0, 20));
    assertThat(ids(now, List.of()))
        .isEqualTo(ids(now, List.of(new Known(7, members(18, 60)))))
        .doesNotContain(0L);
    assertThat(ids(List.of(cluster(0, 20), cluster(20, 40)), List.of())).doesNotHaveDuplicates();
  }
}
