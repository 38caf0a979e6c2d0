package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.bench.FollowTrends.Trend;
import org.junit.jupiter.api.Test;

class FollowTrendsTest {
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
