package heliograph.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import heliograph.database.TestDatabase;
import heliograph.event.PublicKey;
import heliograph.statistics.AccountStatistics.Change;
import heliograph.statistics.AccountStatistics.Direction;
import heliograph.statistics.AccountStatistics.Ranked;
import heliograph.statistics.AccountStatistics.SpamCandidate;
import heliograph.statistics.AccountStatistics.Trend;
import heliograph.statistics.AccountStatistics.Trust;
import heliograph.statistics.GroupStatistics.Cluster;
import heliograph.statistics.GroupStatistics.Community;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the graph jobs found, against rows that are known. */
class GroupStatisticsTest {
  private static final PageRequest ALL = new PageRequest(1_000, "");

  private static TestDatabase database;
  private static Statistics statistics;

  @BeforeAll
  static void fill() {
    database = new TestDatabase();
    statistics = new Statistics(database.database(), Clock.systemUTC());
    GraphRows.fill(database);
  }

  @AfterAll
  static void close() {
    statistics.close();
    database.close();
  }

  /** All rows, by pages of one, which must all be of the last published run. */
  private static <T> List<T> byOnes(Function<PageRequest, GenerationPage<T>> question) {
    List<T> rows = new ArrayList<>();
    String after = "";
    do {
      GenerationPage<T> found = question.apply(new PageRequest(1, after));
      assertThat(found.generation()).isEqualTo(GraphRows.LAST);
      rows.addAll(found.page().rows());
      after = found.page().next();
    } while (!after.isEmpty());
    return rows;
  }

  private static int account(PublicKey key) {
    return Integer.parseInt(key.hex().substring(0, 2), 16);
  }

  @Test
  void last_isTheLastThatWasPublished() {
    assertThat(statistics.graph().last())
        .hasValueSatisfying(run -> {
          assertThat(run.generation()).isEqualTo(GraphRows.LAST);
          assertThat(run.publishedAt()).isEqualTo("2026-03-18T00:00:00Z");
          assertThat(run.detail()).isEqualTo("{\"accounts\": 6}");
        });
  }

  @Test
  void ranks_areTheHighestFirstEqualOnesByAccount() {
    assertThat(byOnes(page -> statistics.accounts().ranks(page)))
        .extracting(r -> account(r.pubkey()), Ranked::rank, Ranked::trustedFollowers)
        .containsExactly(
            tuple(2, 100, 2), tuple(1, 50, 1), tuple(3, 50, 3), tuple(4, 50, 4), tuple(5, 1, 5));
  }

  @Test
  void clusters_sayWhyAndWho() {
    List<Cluster> clusters = byOnes(page -> statistics.graph().clusters(page));
    assertThat(clusters)
        .extracting(Cluster::cluster)
        .containsExactly("0000000000000aaa", "0000000000000bbb");
    assertThat(clusters.getFirst().reasons()).containsExactly("dense: who follows whom", "young");
    assertThat(clusters.getFirst().features()).isEqualTo("{\"origin\": \"ring\"}");
    assertThat(clusters.getFirst().internalDensity()).isEqualTo(0.9);
    assertThat(
            byOnes(
                page -> statistics.graph().clusterMembers("0000000000000aaa", page).orElseThrow()))
        .extracting(GroupStatisticsTest::account)
        .containsExactly(5, 6);
    assertThat(statistics.graph().clusterMembers("0000000000000ccc", ALL))
        .as("a cluster of the run before")
        .isEmpty();
    assertThatThrownBy(() -> statistics.graph().clusterMembers("first", ALL))
        .isInstanceOf(QuestionException.class);
  }

  @Test
  void communities_haveTheirMostFollowedAndAllMembers() {
    List<Community> communities = byOnes(page -> statistics.graph().communities(page));
    assertThat(communities)
        .extracting(Community::community, Community::size, Community::internalFollows)
        .containsExactly(tuple(0, 4, 9L), tuple(1, 2, 1L));
    assertThat(communities.getFirst().topMembers())
        .as("in the order that the run gave them")
        .extracting(GroupStatisticsTest::account)
        .containsExactly(2, 1);
    assertThat(byOnes(page -> statistics.graph().communityMembers(0, page).orElseThrow()))
        .extracting(GroupStatisticsTest::account)
        .containsExactly(1, 2, 3, 4);
  }

  @Test
  void trends_areThoseOfTheWindowByWhatIsAskedFor() {
    assertThat(byOnes(page -> statistics.accounts().trends(7, Direction.GAINED, page)))
        .extracting(t -> account(t.pubkey()), Trend::gained)
        .containsExactly(tuple(3, 8L), tuple(1, 5L), tuple(2, 5L));
    assertThat(byOnes(page -> statistics.accounts().trends(7, Direction.LOST, page)))
        .extracting(t -> account(t.pubkey()), Trend::lost)
        .containsExactly(tuple(2, 9L), tuple(3, 1L), tuple(1, 0L));
    assertThat(statistics.accounts().trends(30, Direction.GAINED, ALL).page().rows()).hasSize(1);
    assertThatThrownBy(() -> statistics.accounts().trends(2, Direction.GAINED, ALL))
        .isInstanceOf(QuestionException.class);
  }

  @Test
  void changes_areThoseOfTheKeysDays() {
    Period march =
        new Period(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-03-19T00:00:00Z"));
    assertThat(
            statistics.accounts().changes(PublicKey.parse(GraphRows.key(1)), march).orElseThrow())
        .containsExactly(
            new Change(LocalDate.parse("2026-03-16"), 3, 1),
            new Change(LocalDate.parse("2026-03-18"), 2, 0));
  }

  @Test
  void trust_ofAKey_hasAllThatIsKnown() {
    Trust five = statistics.accounts().trust(PublicKey.parse(GraphRows.key(5)));
    assertThat(five.known()).isTrue();
    assertThat(five.rank()).isEqualTo(1);
    assertThat(five.followers()).isEqualTo(50);
    assertThat(five.cluster()).contains("0000000000000aaa");
    assertThat(five.community()).hasValue(1);
    assertThat(five.spamCandidate()).isTrue();
    assertThat(five.firstSeen()).contains(Instant.parse("2026-03-01T00:00:00Z"));

    Trust six = statistics.accounts().trust(PublicKey.parse(GraphRows.key(6)));
    assertThat(six.rank()).isZero();
    assertThat(six.followers()).as("counted, for it has no rank").isEqualTo(2);
    assertThat(six.community()).isEmpty();

    Trust stranger = statistics.accounts().trust(PublicKey.parse(GraphRows.key(200)));
    assertThat(stranger.known()).isFalse();
    assertThat(stranger.rank()).isZero();
    assertThat(stranger.generation()).isEqualTo(GraphRows.LAST);
  }

  @Test
  void spam_isTheLikeliestFirst() {
    assertThat(byOnes(page -> statistics.accounts().spam(page)))
        .extracting(s -> account(s.pubkey()), SpamCandidate::score)
        .containsExactly(tuple(5, 0.75), tuple(4, 0.5), tuple(6, 0.5));
  }

  @Test
  void page_ofTheRunBefore_goesOnAndOfAnOlderOneSaysSo() {
    String before = PageRequest.key(1, 98, 2);
    GenerationPage<Ranked> found = statistics.accounts().ranks(new PageRequest(5, before));
    assertThat(found.generation()).isEqualTo(1);
    assertThat(found.page().rows()).extracting(r -> account(r.pubkey())).containsExactly(3);
    PageRequest gone = new PageRequest(5, PageRequest.key(3, 98, 2));
    assertThatThrownBy(() -> statistics.accounts().ranks(gone))
        .isInstanceOf(QuestionException.class)
        .hasMessageContaining("begin again");
  }

  @Test
  void graph_withoutARun_isEmpty() {
    try (TestDatabase empty = new TestDatabase();
        Statistics none = new Statistics(empty.database(), Clock.systemUTC())) {
      assertThat(none.graph().last()).isEmpty();
      assertThat(none.graph().clusters(ALL))
          .isEqualTo(new GenerationPage<>(0, new Page<>(List.of(), "")));
      assertThat(none.accounts().ranks(ALL).page().rows()).isEmpty();
      assertThat(none.accounts().trust(PublicKey.parse(GraphRows.key(1))).known()).isFalse();
    }
  }
}
