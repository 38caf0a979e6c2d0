package heliograph.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FollowGraphTest {

  @Test
  void build_doublesAndSelfFollows_areLeftOut() {
    FollowGraph graph = Generated.graph(4, 2, 1, 0, 1, 2, 1, 3, 3, 2, 0, 0, 1);
    assertThat(graph.follows()).isEqualTo(3);
    assertThat(graph.followedBy(2)).containsExactly(0, 1);
    assertThat(graph.followersOf(1)).containsExactly(0, 2);
    assertThat(graph.followed(3)).isZero();
    assertThat(graph.followers(3)).isZero();
    assertThat(graph.contains(2, 0)).isTrue();
    assertThat(graph.contains(0, 2)).isFalse();
  }

  /** More than one chunk, many doubles, three threads: against a set of pairs. */
  @Test
  void build_manyFollows_areTheSetOfWhatWasAdded() {
    int accounts = 500;
    SplittableRandom random = new SplittableRandom(3);
    FollowGraph.Builder builder = FollowGraph.builder(accounts);
    List<TreeSet<Integer>> followed = new ArrayList<>();
    List<TreeSet<Integer>> followers = new ArrayList<>();
    IntStream.range(0, accounts)
        .forEach(i -> {
          followed.add(new TreeSet<>());
          followers.add(new TreeSet<>());
        });
    for (int i = 0; i < 600_000; i++) {
      int one = random.nextInt(accounts);
      int other = random.nextInt(1 + random.nextInt(accounts));
      builder.add(one, other);
      if (one != other) {
        followed.get(one).add(other);
        followers.get(other).add(one);
      }
    }
    try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
      FollowGraph graph = builder.build(new Workers(executor, 3, Workers.Progress.NONE));
      for (int account = 0; account < accounts; account++) {
        assertThat(IntStream.of(graph.followedBy(account)).boxed())
            .containsExactlyElementsOf(followed.get(account));
        assertThat(IntStream.of(graph.followersOf(account)).boxed())
            .containsExactlyElementsOf(followers.get(account));
      }
    }
  }

  @Test
  void add_strangers_isRefused() {
    FollowGraph.Builder builder = FollowGraph.builder(3);
    assertThatThrownBy(() -> builder.add(0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> builder.add(-1, 0)).hasMessageContaining("-1 → 0");
    assertThat(FollowGraph.builder(0).build(Workers.inCaller()).follows()).isZero();
  }
}
