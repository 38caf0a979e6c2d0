package heliograph.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import heliograph.database.TestDatabase;
import heliograph.statistics.ListStatistics.Muted;
import heliograph.statistics.ListStatistics.Topic;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Mutes and interests: before the first night from the lists, then as of the last night. */
class ListStatisticsTest {
  private static final PageRequest ALL = new PageRequest(100, "");

  private static final PageRequest PAST_THE_END = new PageRequest(10, PageRequest.key(0, 9_999));

  private static <T> List<T> byOnes(Function<PageRequest, Page<T>> question) {
    List<T> rows = new ArrayList<>();
    Optional<String> after = Optional.of("");
    while (after.isPresent()) {
      Page<T> page = question.apply(new PageRequest(1, after.get()));
      rows.addAll(page.rows());
      after = page.following();
    }
    return rows;
  }

  private static void fill(TestDatabase database) {
    database.execute(
        """
        INSERT INTO account (pubkey)
        SELECT decode(repeat(lpad(to_hex(i), 2, '0'), 32), 'hex') FROM generate_series(1, 6) i\
        """,
        "INSERT INTO mute VALUES (1, 5), (2, 5), (3, 5), (1, 4), (2, 4), (1, 3), (2, 3), (4, 6)",
        "INSERT INTO follow VALUES (6, 5), (5, 3), (4, 3)",
        "INSERT INTO interest VALUES (1, 'nostr'), (2, 'nostr'), (3, 'nostr'), (1, 'b'), (2, 'a'),"
            + " (1, 'ä-\ud83d\ude00')");
  }

  private static void check(Statistics statistics) {
    assertThat(byOnes(statistics.lists()::muted))
        .isEqualTo(statistics.lists().muted(ALL).rows())
        .extracting(muted -> muted.pubkey().hex().substring(0, 2), Muted::mutes, Muted::followers)
        .containsExactly(
            tuple("05", 3L, 1L), tuple("03", 2L, 2L), tuple("04", 2L, 0L), tuple("06", 1L, 0L));
    assertThat(byOnes(statistics.lists()::topics))
        .hasSameElementsAs(statistics.lists().topics(ALL).rows())
        .contains(new Topic("nostr", 3), new Topic("a", 1), new Topic("ä-\ud83d\ude00", 1))
        .hasSize(4)
        .first()
        .isEqualTo(new Topic("nostr", 3));
  }

  @Test
  void listsOfAuthors_beforeAndAfterANight_areCounted() {
    try (TestDatabase database = new TestDatabase();
        Statistics statistics = new Statistics(database.database(), Clock.systemUTC())) {
      assertThat(statistics.lists().muted(ALL).rows()).isEmpty();
      assertThat(statistics.lists().topics(ALL).rows()).isEmpty();
      fill(database);
      check(statistics);

      database.execute(
          "REFRESH MATERIALIZED VIEW CONCURRENTLY muted_accounts",
          "REFRESH MATERIALIZED VIEW CONCURRENTLY topic_popularity",
          "DELETE FROM mute",
          "DELETE FROM interest",
          "INSERT INTO mute SELECT 1, i FROM generate_series(3, 6) i",
          "INSERT INTO interest VALUES (1, 'zzz')");
      check(statistics);
      assertThat(statistics.lists().muted(PAST_THE_END).rows())
          .as("past the end of the stored counts nothing is counted live")
          .isEmpty();
      assertThat(statistics.lists().topics(PAST_THE_END).rows()).isEmpty();
    }
  }
}
