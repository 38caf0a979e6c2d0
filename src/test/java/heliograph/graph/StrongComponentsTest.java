package heliograph.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrongComponentsTest {

  @ParameterizedTest
  @ValueSource(ints = {20, 60, 90, 150, 300})
  void of_randomGraph_togetherAreWhoReachEachOther(int follows) {
    int accounts = 60;
    FollowGraph graph = Generated.random(accounts, follows, follows);
    StrongComponents components = StrongComponents.of(graph, Workers.inCaller());
    BitSet[] reached = new BitSet[accounts];
    for (int account = 0; account < accounts; account++) {
      reached[account] = new BitSet();
      reach(graph, account, reached[account]);
    }
    for (int one = 0; one < accounts; one++) {
      int together = 0;
      for (int other = 0; other < accounts; other++) {
        boolean same = reached[one].get(other) && reached[other].get(one);
        assertThat(components.of(one) == components.of(other)).isEqualTo(same);
        together += same ? 1 : 0;
      }
      assertThat(components.size(components.of(one))).isEqualTo(together);
    }
  }

  private static void reach(FollowGraph graph, int account, BitSet reached) {
    reached.set(account);
    for (int other : graph.followedBy(account)) {
      if (!reached.get(other)) {
        reach(graph, other, reached);
      }
    }
  }

  /** A recursion would need a stack of a million frames. */
  @Test
  void of_longCircle_isOne() {
    int accounts = 1_000_000;
    FollowGraph.Builder builder = FollowGraph.builder(accounts);
    for (int account = 0; account < accounts; account++) {
      builder.add(account, (account + 1) % accounts);
    }
    StrongComponents components =
        StrongComponents.of(builder.build(Workers.inCaller()), Workers.inCaller());
    assertThat(components.count()).isEqualTo(1);
    assertThat(components.size(components.largest())).isEqualTo(accounts);
  }
}
