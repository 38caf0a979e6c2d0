package heliograph.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** 2,000 people who follow 30 of each other, 500 bots, and what bots can buy. */
class TrustTest {
  private static final int CROWD = 2_000;
  private static final int BOTS = 500;
  private static final int SPAMMER = CROWD + BOTS;
  private static final int TRUSTED = 50;

  private final FollowGraph.Builder builder = FollowGraph.builder(SPAMMER + 1);

  TrustTest() {
    Generated.crowd(builder, CROWD, 30, 1);
  }

  private TrustRanks spread() {
    return Trust.spread(
        builder.build(Workers.inCaller()), AccountSet.of(1, 2, 3), TRUSTED, Workers.inCaller());
  }

  @Test
  void spread_crowd_isTrusted() {
    TrustRanks trust = spread();
    assertThat(trust.rank(1)).isGreaterThan(95);
    assertThat(IntStream.range(0, CROWD).filter(trust::isTrusted)).hasSizeGreaterThan(1_700);
    assertThat(trust.trustedFollowers(5)).isBetween(15, 45);
    assertThat(trust.rounds()).isBetween(5, 49);
  }

  @Test
  void spread_toFollowEverybody_buysNothing() {
    for (int account = 0; account < CROWD; account++) {
      builder.add(SPAMMER, account);
    }
    TrustRanks trust = spread();
    assertThat(trust.rank(SPAMMER)).isZero();
    assertThat(trust.trustedFollowers(SPAMMER)).isZero();
  }

  @Test
  void spread_manyBots_buyNothing() {
    for (int bot = CROWD; bot < SPAMMER; bot++) {
      builder.add(bot, SPAMMER).add(SPAMMER, bot).add(bot, 1);
    }
    assertThat(spread().rank(SPAMMER)).isZero();
  }

  /** One honest follow of one bot: what it is worth is shared out among all of them. */
  @Test
  void spread_oneHonestFollow_doesNotMakeARingTrusted() {
    Generated.clique(builder, CROWD, CROWD + 60);
    builder.add(700, CROWD).add(CROWD, 700);
    TrustRanks trust = spread();
    assertThat(IntStream.range(CROWD + 1, CROWD + 60)).allMatch(bot -> trust.rank(bot) < 30);
    assertThat(trust.isTrusted(CROWD)).isFalse();
  }

  /** Accounts without trust, however many, move nobody's rank. */
  @Test
  void spread_newAccounts_changeNoRank() {
    TrustRanks before = spread();
    FollowGraph.Builder larger = FollowGraph.builder(10 * CROWD);
    Generated.crowd(larger, CROWD, 30, 1);
    Generated.clique(larger, CROWD, CROWD + 100);
    TrustRanks after =
        Trust.spread(
            larger.build(Workers.inCaller()), AccountSet.of(1, 2, 3), TRUSTED, Workers.inCaller());
    assertThat(IntStream.range(0, CROWD)).allMatch(i -> after.rank(i) == before.rank(i));
    assertThat(after.rank(CROWD)).isZero();
  }

  @Test
  void spread_withoutSeeds_trustsNobody() {
    TrustRanks trust =
        Trust.spread(
            builder.build(Workers.inCaller()), AccountSet.of(), TRUSTED, Workers.inCaller());
    assertThat(trust.trusted()).isZero();
  }
}
