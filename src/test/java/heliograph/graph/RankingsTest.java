package heliograph.graph;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.bench.FollowTrends;
import heliograph.bench.FollowTrends.Trend;
import heliograph.graph.Interests.Topic;
import heliograph.graph.Rankings.Muted;
import org.junit.jupiter.api.Test;

class RankingsTest {

  @Test
  void mostFollowed_areOrderedByFollowersThenAccount() {
    FollowGraph graph = Made.graph(6, 0, 5, 1, 5, 2, 5, 0, 3, 1, 3, 0, 2, 1, 2, 0, 1);
    assertThat(Rankings.mostFollowed(graph, 3))
        .containsExactly(new Standing(5, 3, 3), new Standing(2, 2, 2), new Standing(3, 2, 2));
    assertThat(Rankings.mostFollowed(graph, 10)).hasSize(4);
    assertThat(Rankings.mostFollowed(graph, 0)).isEmpty();
  }

  @Test
  void mostMuted_followersTellSpamFromControversy() {
    FollowGraph.Builder follows = FollowGraph.builder(30);
    FollowGraph.Builder mutes = FollowGraph.builder(30);
    for (int i = 3; i < 18; i++) {
      mutes.add(i, 0).add(i, 1);
      follows.add(i, 0).add(i + 1, 0);
    }
    for (int i = 3; i < 15; i++) {
      mutes.add(i, 2);
      follows.add(i, 2);
      if (i < 14) {
        mutes.add(i, 29);
      }
    }
    mutes.add(20, 2);
    assertThat(
            Rankings.mostMuted(
                mutes.build(Workers.inCaller()), follows.build(Workers.inCaller()), 4))
        .containsExactly(
            new Standing(0, 15, 16),
            new Standing(1, 15, 0),
            new Standing(2, 13, 12),
            new Standing(29, 11, 0))
        .extracting(Rankings::judge)
        .containsExactly(Muted.CONTROVERSIAL, Muted.SPAM, Muted.UNPOPULAR, Muted.SPAM);
  }

  @Test
  void interests_caseAndDoubles_makeNoDifference() {
    Interests interests = new Interests(3);
    interests.add(1, "Bitcoin");
    interests.add(1, " bitcoin ");
    interests.add(2, "BITCOIN");
    interests.add(2, "cats");
    interests.add(3, "ART");
    interests.add(3, "beyond the bound");
    interests.add(3, "  ");
    interests.add(3, "x".repeat(65));
    assertThat(interests.top(2)).containsExactly(new Topic("bitcoin", 2), new Topic("art", 1));
    assertThat(interests.leftOut()).isEqualTo(1);
  }

  @Test
  void trends_countWhatIsDifferentAtTheEndOfTheWindow() {
    FollowTrends trends = new FollowTrends(10, 100, 200);
    trends.add(99, 1, 5, true); // before
    trends.add(100, 2, 5, true);
    trends.add(150, 3, 5, true);
    trends.add(151, 3, 5, false); // was not there, and is not
    trends.add(160, 4, 5, false);
    trends.add(170, 4, 5, true); // was there, and is
    trends.add(180, 6, 5, true);
    trends.add(181, 6, 5, false);
    trends.add(182, 6, 5, true); // one gain
    trends.add(190, 7, 5, false);
    trends.add(200, 1, 8, false);
    trends.add(201, 2, 8, false); // after
    trends.add(150, 9, 9, true); // itself
    assertThat(trends.rising(10)).containsExactly(new Trend(5, 2, 1));
    assertThat(trends.falling(10)).containsExactly(new Trend(8, 0, 1));
    assertThat(trends.rising(10).getFirst().net()).isEqualTo(1);
  }

  @Test
  void trends_manyChanges_areOrderedAndBounded() {
    FollowTrends trends = new FollowTrends(2_000, 0, 10);
    for (int followed = 0; followed < 100; followed++) {
      for (int follower = 1_000; follower < 1_000 + followed; follower++) {
        trends.add(1, follower, followed, followed % 2 == 0);
      }
    }
    assertThat(trends.rising(3)).extracting(Trend::net).containsExactly(98, 96, 94);
    assertThat(trends.falling(2)).extracting(Trend::net).containsExactly(-99, -97);
  }
}
