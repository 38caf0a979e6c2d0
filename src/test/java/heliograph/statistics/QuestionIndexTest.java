package heliograph.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.bench.SyntheticYear;
import heliograph.bench.SyntheticYear.Size;
import heliograph.database.TestDatabase;
import heliograph.event.PublicKey;
import heliograph.statistics.AccountStatistics.Direction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Which indexes and partitions the questions read, as PostgreSQL itself counts it. */
class QuestionIndexTest {
  private static final Map<String, String> ONE_CONNECTION =
      Map.of("DB_READ_POOL_MAX", "1", "DB_READ_POOL_MIN", "1");

  @Test
  void pages_readTheirIndexAndNoTableAsAWhole() {
    try (TestDatabase database = new TestDatabase(ONE_CONNECTION);
        Statistics statistics = new Statistics(database.database(), Clock.systemUTC())) {
      new SyntheticYear(database.address(), TestDatabase.config(Map.of()).database())
          .fill(new Size(20_000, 5_000, 8, 0.5), made -> {});
      database.execute("SELECT pg_stat_reset()");
      Instant now = Instant.now();
      Period month = new Period(now.minus(Duration.ofDays(30)), now);
      PublicKey key =
          statistics.accounts().ranks(new PageRequest(1, "")).page().rows().getFirst().pubkey();

      twoPages(page -> statistics.requests().topRequested(page).next());
      twoPages(page -> statistics.requests().topRequested(1, page).next());
      twoPages(page -> statistics.operation().storage(month, page).next());
      twoPages(page -> statistics.operation().relays(page).next());
      twoPages(page -> statistics.lists().muted(page).next());
      twoPages(page -> statistics.lists().topics(page).next());
      twoPages(page -> statistics.operation().runs("daily", page).orElseThrow().next());
      twoPages(page -> statistics.accounts().ranks(page).page().next());
      twoPages(page -> statistics.accounts().spam(page).page().next());
      twoPages(page -> statistics.accounts().trends(7, Direction.GAINED, page).page().next());
      twoPages(page -> statistics.graph().communityMembers(3, page).orElseThrow().page().next());
      statistics.accounts().trust(key);
      statistics.accounts().changes(key, month);
      statistics.requests().requests(month, Interval.DAY, new PageRequest(100, ""));
      flush(database);

      assertThat(
              names(database, "SELECT indexrelname FROM pg_stat_user_indexes WHERE idx_scan > 0"))
          .contains(
              "req_analytics_top",
              "req_analytics_by_kind_page",
              "storage_snapshots_by_time",
              "relay_popularity_page",
              "muted_accounts_page",
              "topic_popularity_page",
              "job_runs_by_job",
              "trust_ranks_top",
              "spam_candidates_top",
              "follower_trends_top",
              "community_members_by_community",
              "follower_changes_pkey",
              "account_pubkey_key");
      assertThat(names(database, "SELECT relname FROM pg_stat_user_tables WHERE seq_scan > 0"))
          .doesNotContain(
              "req_analytics",
              "req_analytics_by_kind",
              "storage_snapshots",
              "job_runs",
              "trust_ranks",
              "spam_candidates",
              "account",
              "follow",
              "follower_changes",
              "relay_use",
              "mute",
              "interest",
              "daily_requests");
    }
  }

  @Test
  void hours_readTheirPartitionsOnly() {
    try (TestDatabase database = new TestDatabase(ONE_CONNECTION);
        Statistics statistics = new Statistics(database.database(), Clock.systemUTC())) {
      new SyntheticYear(database.address(), TestDatabase.config(Map.of()).database())
          .fill(new Size(1_000, 10, 8, 0.5), made -> {});
      database.execute("SELECT pg_stat_reset()");
      Instant now = Instant.now();
      Period day = new Period(now.minus(Duration.ofDays(1)), now);

      assertThat(
              statistics.events().over(day, Interval.HOUR, "", new PageRequest(1_000, "")).rows())
          .isNotEmpty();
      flush(database);

      assertThat(
              names(
                  database,
                  "SELECT relname FROM pg_stat_user_tables WHERE relname LIKE 'analytics_events_%'"
                      + " AND coalesce(seq_scan, 0) + coalesce(idx_scan, 0) > 0"))
          .as("of today and yesterday, which may be two months")
          .hasSizeBetween(1, 2);
    }
  }

  private static void twoPages(Function<PageRequest, String> question) {
    String next = question.apply(new PageRequest(3, ""));
    assertThat(next).isNotEmpty();
    assertThat(question.apply(new PageRequest(3, next))).isNotNull();
  }

  /** Makes the one connection that was read with tell what it has counted. */
  private static void flush(TestDatabase database) {
    new Question("flush", "SELECT pg_stat_force_next_flush()")
        .rows(new Questions(database.database()), row -> 0);
  }

  private static List<String> names(TestDatabase database, String sql) {
    return database.rows(sql).lines().toList();
  }
}
