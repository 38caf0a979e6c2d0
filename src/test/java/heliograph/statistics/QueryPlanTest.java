package heliograph.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.database.TestDatabase;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** EXPLAIN: queries prune months and use the index that is meant for them (2-17, 2-23 to 2-27). */
class QueryPlanTest {
  private static TestDatabase tables;

  @BeforeAll
  static void fill() {
    tables = new TestDatabase();
    tables.execute(
        """
        INSERT INTO analytics_events
          (app_id, event_name, "timestamp", url, user_id, session_id, metadata)
        SELECT ('00000000-0000-4000-8000-00000000000' || n % 4)::uuid,
               'event.' || n % 7,
               now() - n * interval '40 seconds',
               'https://example.com/' || md5(n::text),
               'user' || n % 5000,
               's' || n,
               jsonb_build_object('kind', n % 3000)
          FROM generate_series(1, 60000) n\
        """,
        "ANALYZE analytics_events");
  }

  @AfterAll
  static void end() {
    tables.close();
  }

  private static String plan(String where) {
    return tables.rows("EXPLAIN SELECT * FROM analytics_events WHERE " + where);
  }

  private static String month(int ahead) {
    return "analytics_events_"
        + YearMonth.now(ZoneOffset.UTC).plusMonths(ahead).toString().replace('-', '_');
  }

  @Test
  void timeRange_prunesOtherMonthsAndUsesTheHotIndex() {
    String plan = plan("\"timestamp\" >= now() - interval '10 minutes' AND \"timestamp\" < now()");
    assertThat(plan).contains("Subplans Removed: ").contains(month(0) + "_hot");
    String fixed =
        plan(
            "\"timestamp\" >= '%s' AND \"timestamp\" < '%s'"
                .formatted(
                    YearMonth.now(ZoneOffset.UTC).plusMonths(2).atDay(1) + " 00:00:00+00",
                    YearMonth.now(ZoneOffset.UTC).plusMonths(3).atDay(1) + " 00:00:00+00"));
    assertThat(fixed).contains(month(2)).doesNotContain(month(0), month(1), month(3), "default");
  }

  @Test
  void appAndEvent_useTheCompositeIndex() {
    assertThat(
            plan(
                "app_id = '00000000-0000-4000-8000-000000000001' AND event_name = 'event.3'"
                    + " AND \"timestamp\" >= now() - interval '1 day' AND \"timestamp\" < now()"))
        .contains("app_id_event_name_timestamp_idx");
  }

  @Test
  void metadata_usesGin() {
    assertThat(plan("metadata @> '{\"kind\": 77}'")).contains("metadata_idx");
  }

  @Test
  void addressPrefix_usesTheTextPatternIndex() {
    assertThat(plan("url LIKE 'https://example.com/abcd%'")).contains("url_idx");
  }

  @Test
  void user_usesThePartialIndex() {
    assertThat(plan("user_id = 'user77'")).contains("user_id_timestamp_idx");
  }

  @Test
  void summary_isReadFromTheMaterializedView() {
    tables.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY daily_analytics_summary");
    tables.execute("ANALYZE daily_analytics_summary");
    tables.execute("SET enable_seqscan = off");
    assertThat(
            tables.rows(
                "EXPLAIN SELECT * FROM daily_analytics_summary WHERE date >= current_date - 30"))
        .contains("daily_analytics_summary")
        .doesNotContain("analytics_events");
  }
}
