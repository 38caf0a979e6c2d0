package heliograph.graph;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.graph.BotCluster.Origin;
import heliograph.graph.Evidence.Sign;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Rings beside a crowd of 3,000 who follow 30 of each other: one trick at a time. */
class BotsTest {
  private static final int CROWD = 3_000;
  private static final int RING = 20;
  private static final int ACCOUNTS = CROWD + RING + 1;

  private final FollowGraph.Builder builder = FollowGraph.builder(ACCOUNTS);

  private void crowdAndRing() {
    Generated.crowd(builder, CROWD, 30, 1);
    Generated.clique(builder, CROWD, CROWD + RING);
  }

  private List<BotCluster> find(AccountFacts facts) {
    return Bots.find(
        builder.build(Workers.inCaller()),
        facts,
        Generated.index(ACCOUNTS),
        List.of(),
        Workers.inCaller());
  }

  private void assertTheRingIsFound() {
    List<BotCluster> clusters = find(AccountFacts.unknown(ACCOUNTS));
    assertThat(clusters).hasSize(1);
    assertThat(clusters.getFirst().suspicious()).isTrue();
    assertThat(clusters.getFirst().members().stream()).hasSize(RING).allMatch(i -> i >= CROWD);
  }

  @Test
  void find_crowdAlone_findsNothing() {
    Generated.crowd(builder, CROWD, 30, 1);
    assertThat(find(AccountFacts.unknown(ACCOUNTS))).isEmpty();
  }

  @Test
  void find_ringAlone_isExplained() {
    crowdAndRing();
    AccountFacts facts = new AccountFacts(ACCOUNTS, true);
    for (int bot = CROWD; bot < CROWD + RING; bot++) {
      facts.set(bot, 1_700_000_000 + 1_000 * bot, 0);
    }
    BotCluster cluster = find(facts).getFirst();
    assertThat(cluster.origin()).isEqualTo(Origin.DENSE_CORE);
    assertThat(cluster.features().density()).isEqualTo(1);
    assertThat(cluster.features().follows()).isEqualTo(RING * (RING - 1));
    assertThat(cluster.features().outsideFollows()).isZero();
    assertThat(cluster.features().externalRatio()).isZero();
    assertThat(cluster.score()).isEqualTo(1);
    assertThat(cluster.evidence())
        .extracting(Evidence::sentence)
        .containsExactly(
            "0 % of their followers are outside the group",
            "of a follower's followers 100 % follow the account too",
            "the middle half was first seen within 0 days",
            "0 % were ever requested");
  }

  /** What makes ring and crowd one strongly connected component. */
  @Test
  void find_ringWithAMutualFollow_isFound() {
    crowdAndRing();
    builder.add(5, CROWD).add(CROWD, 5);
    assertTheRingIsFound();
  }

  @Test
  void find_ringThatFollowsTheFamous_isFound() {
    crowdAndRing();
    for (int bot = CROWD; bot < CROWD + RING; bot++) {
      for (int famous = 0; famous < 200; famous++) {
        builder.add(bot, famous);
      }
      builder.add(famousFriendOf(bot), bot);
    }
    assertTheRingIsFound();
  }

  private static int famousFriendOf(int bot) {
    return bot - CROWD;
  }

  @Test
  void find_ringThatSellsFollows_isFoundWithoutItsCustomer() {
    crowdAndRing();
    int customer = CROWD + RING;
    for (int bot = CROWD; bot < CROWD + RING; bot++) {
      builder.add(bot, customer);
    }
    for (int account = 0; account < 12; account++) {
      builder.add(customer, account).add(account, customer);
    }
    assertTheRingIsFound();
  }

  /** To follow honest friends does not make them look like bots. */
  @Test
  void find_ringThatFollowsFriends_isFoundWithoutThem() {
    crowdAndRing();
    Generated.clique(builder, 100, 106);
    for (int bot = CROWD; bot < CROWD + RING; bot++) {
      for (int friend = 100; friend < 106; friend++) {
        builder.add(bot, friend);
      }
    }
    assertTheRingIsFound();
  }

  @Test
  void find_sparseRing_isFound() {
    Generated.crowd(builder, CROWD, 30, 1);
    SplittableRandom random = new SplittableRandom(4);
    for (int one = CROWD; one < CROWD + RING; one++) {
      for (int other = CROWD; other < CROWD + RING; other++) {
        if (random.nextInt(10) < 4) {
          builder.add(one, other);
        }
      }
    }
    builder.add(5, CROWD).add(CROWD, 5);
    assertTheRingIsFound();
  }

  /** Friends whom others follow too, and long known ones whom hardly anybody follows. */
  @Test
  void find_honestFriends_areNotSuspected() {
    crowdAndRing(); // the twenty are people this time
    AccountFacts facts = new AccountFacts(ACCOUNTS, true);
    for (int friend = CROWD; friend < CROWD + RING; friend++) {
      facts.set(friend, 1_700_000_000 + 2_000_000 * (friend - CROWD), 9);
      for (int i = 0; i < 7; i++) {
        builder.add((friend * 31 + i * 97) % CROWD, friend);
      }
    }
    assertThat(find(facts)).noneMatch(BotCluster::suspicious);
  }

  @Test
  void find_friendsWhomManyOthersFollow_areNoCore() {
    crowdAndRing();
    for (int friend = CROWD; friend < CROWD + RING; friend++) {
      for (int i = 0; i < 20; i++) {
        builder.add((friend * 31 + i * 97) % CROWD, friend);
      }
    }
    assertThat(find(AccountFacts.unknown(ACCOUNTS)))
        .noneMatch(BotCluster::suspicious)
        .noneMatch(cluster -> cluster.origin() == Origin.DENSE_CORE);
  }

  /** An island of people in a loose circle is a component, and no ring. */
  @Test
  void find_looseIsland_isNotSuspected() {
    Generated.crowd(builder, CROWD, 30, 1);
    for (int i = 0; i < RING; i++) {
      builder.add(CROWD + i, CROWD + (i + 1) % RING);
    }
    List<BotCluster> clusters = find(AccountFacts.unknown(ACCOUNTS));
    assertThat(clusters).extracting(BotCluster::origin).containsExactly(Origin.COMPONENT);
    assertThat(clusters.getFirst().suspicious()).isFalse();
  }

  @Test
  void evidence_ofWhatIsUnknown_isHalf() {
    crowdAndRing();
    assertThat(find(AccountFacts.unknown(ACCOUNTS)).getFirst().evidence())
        .filteredOn(evidence -> evidence.sentence().equals("not known"))
        .allMatch(evidence -> evidence.points() == evidence.sign().pointsMax() / 2)
        .extracting(Evidence::sign)
        .containsExactly(Sign.MADE_TOGETHER, Sign.UNREQUESTED);
  }
}
