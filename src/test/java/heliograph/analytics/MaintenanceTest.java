package heliograph.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.analytics.Maintenance.Outcome;
import heliograph.analytics.Maintenance.StepResult;
import heliograph.analytics.Maintenance.Turn;
import heliograph.config.Retention;
import heliograph.database.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Months come and go, strays find home, the summary is right, and nothing runs twice. */
class MaintenanceTest {
  private static final UUID ONE = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final UUID OTHER = UUID.fromString("00000000-0000-4000-8000-000000000002");
  private static final Retention RETENTION = TestDatabase.config(Map.of()).retention();
  private final YearMonth thisMonth = YearMonth.now(ZoneOffset.UTC);

  private static Clock at(YearMonth month, int day) {
    return Clock.fixed(month.atDay(day).atTime(2, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
  }

  private static Maintenance maintenance(TestDatabase tables, Clock clock) {
    return new Maintenance(tables.database().maintenanceSource(), RETENTION, ONE, clock);
  }

  private static MaintenancePlan plan(
      boolean create, boolean drop, int ahead, int keep, boolean dry) {
    return new MaintenancePlan(create, drop, false, false, false, false, ahead, keep, dry);
  }

  private static String insert(String time) {
    return "INSERT INTO analytics_events (app_id, event_name, \"timestamp\") VALUES ('%s', 'x', '%s')"
        .formatted(ONE, time);
  }

  private static String partitions(TestDatabase tables) {
    return tables.rows(
        "SELECT relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid"
            + " WHERE inhparent = 'analytics_events'::regclass ORDER BY 1");
  }

  private static String name(YearMonth month) {
    return "analytics_events_" + month.toString().replace('-', '_');
  }

  @Test
  void schema_hasTheDefaultPartitionAndElevenMonthsAhead() {
    try (TestDatabase tables = new TestDatabase()) {
      assertThat(partitions(tables).lines())
          .contains("analytics_events_default", name(thisMonth), name(thisMonth.plusMonths(11)))
          .hasSize(14);
    }
  }

  @Test
  void create_overMonthEnds_makesWhatIsMissingAndMovesTheHotIndex() {
    try (TestDatabase tables = new TestDatabase()) {
      YearMonth later = thisMonth.plusMonths(10);
      Outcome outcome =
          maintenance(tables, at(later, later.lengthOfMonth()))
              .run(plan(true, false, 3, 12, false));
      assertThat(outcome.succeeded()).isTrue();
      assertThat(outcome.steps().getFirst().detail())
          .isEqualTo(name(later.plusMonths(2)) + ", " + name(later.plusMonths(3)));
      assertThat(
              tables.rows(
                  "SELECT indexname FROM pg_indexes WHERE indexname LIKE '%_hot' ORDER BY 1"))
          .isEqualTo(name(later.minusMonths(1)) + "_hot\n" + name(later) + "_hot");
      YearMonth january = YearMonth.of(thisMonth.getYear() + 3, 1);
      maintenance(tables, at(january.minusMonths(1), 31)).run(plan(true, false, 1, 12, false));
      tables.execute(
          insert(january.minusMonths(1).atEndOfMonth() + " 23:59:59.999+00"),
          insert(january.atDay(1) + " 00:00:00+00"));
      assertThat(
              tables.rows("SELECT tableoid::regclass FROM analytics_events ORDER BY \"timestamp\""))
          .isEqualTo(name(january.minusMonths(1)) + "\n" + name(january));
      assertThat(
              tables.number(
                  "SELECT count(*) FROM pg_indexes WHERE tablename = '%s' AND indexname NOT LIKE '%%_hot'"
                      .formatted(name(january))))
          .isEqualTo(7);
    }
  }

  @Test
  void strayRows_areCaughtAndMovedHome_andTooOldOnesGo() {
    try (TestDatabase tables = new TestDatabase()) {
      YearMonth past = thisMonth.minusMonths(5);
      tables.execute(
          insert(past.atDay(3) + " 12:00:00+00"),
          insert(past.atDay(4) + " 12:00:00+00"),
          insert("1970-01-01 00:00:01+00"),
          insert("2262-01-01 00:00:00+00"));
      assertThat(tables.number("SELECT count(*) FROM analytics_events_default")).isEqualTo(4);
      Maintenance maintenance = maintenance(tables, at(thisMonth, 2));
      Outcome dry = maintenance.run(plan(true, true, 1, 12, true));
      assertThat(dry.steps().get(0).detail()).isEqualTo(name(past));
      assertThat(dry.steps().get(1).detail()).isEqualTo("1 rows of analytics_events_default");
      assertThat(tables.number("SELECT count(*) FROM analytics_events_default")).isEqualTo(4);
      assertThat(tables.number("SELECT count(*) FROM job_runs")).isZero();

      assertThat(maintenance.run(plan(true, true, 1, 12, false)).succeeded()).isTrue();
      assertThat(tables.number("SELECT count(*) FROM " + name(past))).isEqualTo(2);
      assertThat(
              tables.rows("SELECT extract(year FROM \"timestamp\") FROM analytics_events_default"))
          .isEqualTo("2262");
    }
  }

  @Test
  void drop_takesWholeOldMonthsOnly() {
    try (TestDatabase tables = new TestDatabase()) {
      YearMonth later = thisMonth.plusMonths(6);
      Maintenance maintenance = maintenance(tables, at(later, 1));
      assertThat(maintenance.run(plan(false, true, 0, 6, false)).steps().getFirst().detail())
          .isEqualTo(name(thisMonth.minusMonths(1)));
      assertThat(partitions(tables))
          .contains(name(thisMonth))
          .doesNotContain(name(thisMonth.minusMonths(1)));
      assertThat(maintenance.run(plan(false, true, 0, 1, true)).steps().getFirst().detail())
          .isEqualTo(
              String.join(
                  ", ",
                  IntStream.range(0, 5).mapToObj(i -> name(thisMonth.plusMonths(i))).toList()));
      assertThat(partitions(tables)).contains(name(thisMonth));
    }
  }

  @Test
  void step_thatFails_doesNotStopTheOthersAndIsNoted() throws Exception {
    try (TestDatabase tables =
            new TestDatabase(Map.of("heliograph.analytics.lock-timeout", "200ms"));
        Connection holder =
            DriverManager.getConnection(
                tables.address().url(), tables.address().user(), tables.address().password())) {
      holder.setAutoCommit(false);
      holder.createStatement().execute("LOCK TABLE analytics_events IN ACCESS SHARE MODE");
      Maintenance maintenance = maintenance(tables, at(thisMonth.plusMonths(12), 1));
      Outcome outcome =
          maintenance.run(new MaintenancePlan(false, true, false, false, false, true, 1, 1, false));
      assertThat(outcome.succeeded()).isFalse();
      assertThat(outcome.steps()).extracting(StepResult::succeeded).containsExactly(false, true);
      assertThat(tables.rows("SELECT job, step, outcome FROM job_runs ORDER BY id"))
          .isEqualTo("maintain|drop-old-partitions|failed\nmaintain|stats|succeeded");
      holder.rollback();
      assertThat(maintenance.run(plan(false, true, 1, 1, false)).succeeded()).isTrue();
    }
  }

  @Test
  void everyFlag_hasItsSteps() {
    try (TestDatabase tables = new TestDatabase()) {
      Outcome weekly =
          maintenance(tables, Clock.systemUTC()).run(MaintenancePlan.weekly(RETENTION));
      assertThat(weekly.steps())
          .extracting(StepResult::step)
          .containsExactly(
              "create-partitions", "refresh-views", "retention", "analyze", "vacuum", "stats");
      assertThat(weekly.succeeded()).as(weekly.toString()).isTrue();
      Outcome monthly =
          maintenance(tables, Clock.systemUTC()).run(MaintenancePlan.monthly(RETENTION));
      assertThat(monthly.steps()).extracting(StepResult::step).contains("drop-old-partitions");
      assertThat(weekly.steps().getLast().detail()).contains("analytics_events_default");
    }
  }

  @Test
  void manyRelaysAtOnce_runAJobOncePerTime() throws Exception {
    try (TestDatabase tables = new TestDatabase();
        ExecutorService relays = Executors.newFixedThreadPool(6)) {
      Instant slot = Instant.now().truncatedTo(ChronoUnit.DAYS);
      List<Callable<Outcome>> runs =
          IntStream.range(0, 6)
              .<Callable<Outcome>>mapToObj(i ->
                  () ->
                      new Maintenance(
                              tables.database().maintenanceSource(),
                              RETENTION,
                              i % 2 == 0 ? ONE : OTHER,
                              Clock.systemUTC())
                          .run(MaintenanceJob.DAILY, slot))
              .toList();
      int ran = 0;
      for (Future<Outcome> run : relays.invokeAll(runs)) {
        ran += run.get().turn() == Turn.RAN ? 1 : 0;
      }
      assertThat(ran).isEqualTo(1);
      assertThat(maintenance(tables, Clock.systemUTC()).run(MaintenanceJob.DAILY, slot).turn())
          .isEqualTo(Turn.DONE_BEFORE);
      assertThat(tables.number("SELECT count(*) FROM job_runs WHERE step = 'analyze'"))
          .isEqualTo(1);
      assertThat(
              maintenance(tables, Clock.systemUTC())
                  .run(MaintenanceJob.DAILY, slot.plus(Duration.ofDays(1)))
                  .turn())
          .isEqualTo(Turn.RAN);
    }
  }

  @Test
  void run_whileAnotherConnectionIsAtIt_isBusyAndDoesNothing() throws Exception {
    try (TestDatabase tables = new TestDatabase();
        Connection other =
            DriverManager.getConnection(
                tables.address().url(), tables.address().user(), tables.address().password())) {
      other.createStatement().execute("SELECT pg_advisory_lock(" + Maintenance.LOCK + ")");
      Maintenance maintenance = maintenance(tables, Clock.systemUTC());
      assertThat(maintenance.run(MaintenancePlan.daily(RETENTION)).turn()).isEqualTo(Turn.BUSY);
      assertThat(maintenance.run(MaintenanceJob.DAILY, Instant.EPOCH).turn()).isEqualTo(Turn.BUSY);
      assertThat(tables.number("SELECT count(*) FROM job_runs")).isZero();
      other.createStatement().execute("SELECT pg_advisory_unlock_all()");
      assertThat(maintenance.run(MaintenanceJob.DAILY, Instant.EPOCH).turn()).isEqualTo(Turn.RAN);
    }
  }

  @Test
  void summary_isRightToday_yesterday_afterClosingAndForLateRows() {
    try (TestDatabase tables = new TestDatabase()) {
      LocalDate today = LocalDate.now(ZoneOffset.UTC);
      for (int ago = 0; ago < 6; ago++) {
        for (int i = 0; i <= ago; i++) {
          tables.execute(insert(today.minusDays(ago) + " 00:00:00+00"));
        }
      }
      String live = "SELECT event_count FROM daily_analytics ORDER BY date DESC";
      assertThat(tables.rows(live)).isEqualTo("1\n2\n3\n4\n5\n6");
      Maintenance maintenance = maintenance(tables, Clock.systemUTC());
      assertThat(maintenance.run(MaintenanceJob.SUMMARY, Instant.EPOCH).succeeded()).isTrue();
      assertThat(tables.rows("SELECT event_count FROM daily_analytics_summary ORDER BY date DESC"))
          .isEqualTo("2\n3\n4\n5\n6");
      assertThat(tables.rows("SELECT count(*) FROM summary_closed")).isEqualTo("4");
      assertThat(tables.rows(live)).isEqualTo("1\n2\n3\n4\n5\n6");

      tables.execute(insert(today + " 00:00:00+00"), insert(today.minusDays(4) + " 00:00:00+00"));
      tables.execute("INSERT INTO summary_dirty VALUES ('" + today.minusDays(4) + "')");
      assertThat(tables.rows(live)).isEqualTo("2\n2\n3\n4\n5\n6");
      maintenance.run(MaintenanceJob.SUMMARY, Instant.EPOCH.plusSeconds(600));
      assertThat(tables.rows(live)).isEqualTo("2\n2\n3\n4\n6\n6");
      assertThat(tables.number("SELECT count(*) FROM summary_dirty")).isZero();
    }
  }

  @Test
  void retention_deletesWhatIsOldAndWhatIsBeyondTheBound() {
    try (TestDatabase tables = new TestDatabase()) {
      tables.execute(
          "INSERT INTO daily_requests SELECT current_date - n, 'a', 1, 1 FROM generate_series(0,"
              + " 400) n",
          "INSERT INTO req_analytics SELECT sha256(n::text::bytea), n, now() - n * interval '1"
              + " second' FROM generate_series(1, 1500) n",
          "INSERT INTO account (pubkey, first_seen) SELECT sha256(n::text::bytea), now() - interval"
              + " '2 days' FROM generate_series(1, 5) n",
          "INSERT INTO follow SELECT 1, 2",
          "INSERT INTO graph_generation (job) VALUES ('graph')",
          "INSERT INTO trust_ranks (generation, account, rank, followers, trusted_followers)"
              + " VALUES (1, 4, 1, 0, 0)",
          "INSERT INTO community_members VALUES (1, 5, 0)",
          "INSERT INTO author_list VALUES (1, 3, sha256('x'), 1, 1)");
      Retention bounded =
          TestDatabase.config(Map.of("heliograph.analytics.rows-max", "1000")).retention();
      Outcome outcome =
          new Maintenance(tables.database().maintenanceSource(), bounded, ONE, Clock.systemUTC())
              .run(MaintenancePlan.daily(bounded));
      assertThat(outcome.succeeded()).as(outcome.toString()).isTrue();
      assertThat(tables.number("SELECT count(*) FROM daily_requests")).isBetween(365L, 366L);
      assertThat(tables.rows("SELECT count(*), min(total_requests) FROM req_analytics"))
          .isEqualTo("1000|501");
      assertThat(tables.rows("SELECT id FROM account ORDER BY 1")).isEqualTo("1\n2\n4\n5");
    }
  }

  @Test
  void summary_ofRequestsRelaysAndLists_isRefreshed() {
    try (TestDatabase tables = new TestDatabase()) {
      tables.execute(
          "INSERT INTO daily_requests VALUES ('2026-01-01', 'x', 3, 9), ('2026-01-01', 'other', 1,"
              + " 0)",
          "INSERT INTO relay (url) VALUES ('wss://a')",
          "INSERT INTO relay_use VALUES (1, 1, true, false), (2, 1, true, true)",
          "INSERT INTO mute VALUES (1, 2), (3, 2)",
          "INSERT INTO interest VALUES (1, 'nostr')");
      assertThat(
              maintenance(tables, Clock.systemUTC())
                  .run(MaintenancePlan.daily(RETENTION))
                  .succeeded())
          .isTrue();
      assertThat(tables.rows("SELECT * FROM daily_requests_summary"))
          .isEqualTo("2026-01-01|4|9|1|t");
      assertThat(tables.rows("SELECT * FROM relay_popularity")).isEqualTo("1|2|2|1");
      assertThat(tables.rows("SELECT * FROM muted_accounts")).isEqualTo("2|2|0");
      assertThat(tables.rows("SELECT * FROM topic_popularity")).isEqualTo("nostr|1");
    }
  }
}
