package heliograph.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import heliograph.database.DatabaseException;
import heliograph.database.TestDatabase;
import heliograph.statistics.EventStatistics.Count;
import heliograph.statistics.EventStatistics.KindCount;
import heliograph.statistics.EventStatistics.Overview;
import heliograph.statistics.OperationStatistics.JobRun;
import heliograph.statistics.OperationStatistics.RelayUse;
import heliograph.statistics.OperationStatistics.Snapshot;
import heliograph.statistics.RequestStatistics.Rejection;
import heliograph.statistics.RequestStatistics.Requested;
import heliograph.statistics.RequestStatistics.Requests;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The questions, against rows whose sums are known. Now is Wednesday, 18 March 2026, noon. */
class StatisticsTest {
  private static final Instant NOW = Instant.parse("2026-03-18T12:00:00Z");
  private static final Period MARCH =
      new Period(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-03-19T00:00:00Z"));
  private static final PageRequest ALL = new PageRequest(1_000, "");

  private static TestDatabase database;
  private static Statistics statistics;

  @BeforeAll
  static void fill() {
    database = new TestDatabase();
    statistics = new Statistics(database.database(), Clock.fixed(NOW, ZoneOffset.UTC));
    StatisticsRows.fill(database, NOW);
  }

  @AfterAll
  static void close() {
    statistics.close();
    database.close();
  }

  /** All rows, by pages of two. */
  private static <T> List<T> byTwos(Function<PageRequest, Page<T>> question) {
    List<T> rows = new ArrayList<>();
    String after = "";
    do {
      Page<T> page = question.apply(new PageRequest(2, after));
      assertThat(page.rows()).hasSizeLessThanOrEqualTo(2);
      rows.addAll(page.rows());
      after = page.next();
    } while (!after.isEmpty());
    return rows;
  }

  @Test
  void overview_hasWhatIsStoredAndWhatHappenedToday() {
    Overview overview = statistics.events().overview(Optional.empty());
    assertThat(overview.relays()).isEqualTo(2);
    assertThat(overview.events()).as("the newest of each relay").isEqualTo(110 + 7);
    assertThat(overview.databaseBytes()).as("now").isGreaterThan(1_000_000);
    assertThat(overview.complete()).isTrue();
    assertThat(overview.snapshotAt()).contains(NOW.minus(Duration.ofHours(1)));
    assertThat(overview.accepted()).isEqualTo(60);
    assertThat(overview.kinds()).isEqualTo(3);
    assertThat(overview.today().accepted()).isEqualTo(5);
    assertThat(overview.today().rejected()).isEqualTo(4);
    assertThat(overview.today().requests()).isEqualTo(8);
    assertThat(overview.today().addresses()).as("without the common rest").isEqualTo(2);
  }

  @Test
  void overview_ofARelay_hasItsStoreAsItIsNow() {
    UUID relay = new UUID(0, 1);
    Overview before =
        statistics.events().overview(Optional.of(new LiveStore(relay, 1_234, 5_000, true)));
    assertThat(before.relays()).isEqualTo(2);
    assertThat(before.events()).as("without the relay's own snapshot").isEqualTo(1_234 + 7);
    assertThat(before.usedBytes()).isEqualTo(5_000 + 7_000);
    assertThat(before.complete()).isTrue();
    Overview starting =
        statistics.events().overview(Optional.of(new LiveStore(relay, 1_234, 5_000, false)));
    assertThat(starting.complete()).isFalse();
    Overview first =
        statistics.events().overview(Optional.of(new LiveStore(new UUID(9, 9), 5, 1_000, true)));
    assertThat(first.relays()).as("a relay without a snapshot is counted, too").isEqualTo(3);
    assertThat(first.events()).isEqualTo(110 + 7 + 5);
  }

  @Test
  void overview_whileAnotherRelayReadsItsStore_isIncomplete() {
    try (TestDatabase own = new TestDatabase();
        Statistics of = new Statistics(own.database(), Clock.systemUTC())) {
      own.execute(
          "INSERT INTO consumer_offsets (consumer, instance, seq, read_at, complete)"
              + " VALUES ('feed', gen_random_uuid(), 1, now(), false)");
      assertThat(of.events().overview(Optional.empty()).complete()).isFalse();
      own.execute("UPDATE consumer_offsets SET complete = true");
      assertThat(of.events().overview(Optional.empty()).complete()).isTrue();
    }
  }

  @Test
  void privateKinds_areInNoFigureForOthers() {
    Overview overview = statistics.events().overview(Optional.empty(), 7, 4);
    assertThat(overview.accepted()).isEqualTo(55);
    assertThat(overview.kinds()).isEqualTo(2);
    assertThat(overview.today().accepted()).isZero();
    assertThat(overview.today().rejected()).isEqualTo(3);
    assertThat(statistics.events().kinds(MARCH, ALL, 7, 4).rows())
        .extracting(EventStatistics.KindCount::kind)
        .containsExactly(1, 3);
    assertThat(statistics.requests().rejections(MARCH, ALL, 4).rows())
        .hasSize(3)
        .noneMatch(row -> row.kind().equals(OptionalInt.of(4)));

    Instant then = Instant.parse("2026-02-10T10:30:00Z");
    database.execute(
        "INSERT INTO analytics_events (app_id, event_name, \"timestamp\", metadata)"
            + " VALUES (gen_random_uuid(), 'relay.event.accepted', '%s', '{\"kind\":7}')"
                .formatted(then));
    Period hour = new Period(then.minusSeconds(1_800), then.plusSeconds(1_800));
    assertThat(statistics.events().over(hour, Interval.HOUR, "", ALL).rows()).hasSize(1);
    assertThat(statistics.events().over(hour, Interval.HOUR, "", ALL, 7, 4).rows()).isEmpty();
    assertThat(statistics.events().over(hour, Interval.HOUR, "", ALL, 4).rows()).hasSize(1);
  }

  @Test
  void events_ofDays_areThoseOfTheSummaryAndToday() {
    List<Count> days =
        byTwos(page -> statistics.events().over(MARCH, Interval.DAY, "relay.req", page));
    assertThat(days)
        .extracting(c -> c.start().toString().substring(0, 10), Count::count, Count::complete)
        .containsExactly(
            tuple("2026-03-08", 2L, true),
            tuple("2026-03-09", 1L, true),
            tuple("2026-03-17", 3L, true),
            tuple("2026-03-18", 4L, false));
    assertThat(days.getLast().sessions()).as("today's, counted live").hasValue(2);
    assertThat(days.getFirst().sessions()).hasValue(1);
    assertThat(statistics.events().over(MARCH, Interval.DAY, "", ALL).rows())
        .as("with the other names, in order")
        .hasSize(5)
        .isSortedAccordingTo(Comparator.comparing(Count::start).thenComparing(Count::name))
        .containsAll(days);
  }

  @Test
  void events_ofWeeksAndMonths_beginOnMondaysAndFirstsAndGuessNoUniques() {
    List<Count> weeks = statistics.events().over(MARCH, Interval.WEEK, "relay.req", ALL).rows();
    assertThat(weeks)
        .extracting(c -> c.start().toString().substring(0, 10), Count::count, Count::sessions)
        .containsExactly(
            tuple("2026-03-02", 2L, OptionalLong.empty()),
            tuple("2026-03-09", 1L, OptionalLong.empty()),
            tuple("2026-03-16", 7L, OptionalLong.empty()));
    assertThat(statistics.events().over(MARCH, Interval.MONTH, "relay.req", ALL).rows())
        .extracting(c -> c.start().toString(), Count::count, Count::complete)
        .containsExactly(tuple("2026-03-01T00:00:00Z", 10L, false));
  }

  @Test
  void events_ofHours_areCountedFromTheRows() {
    Period day = new Period(NOW.minus(Duration.ofHours(36)), NOW.plus(Duration.ofMinutes(1)));
    assertThat(byTwos(page -> statistics.events().over(day, Interval.HOUR, "relay.req", page)))
        .extracting(c -> c.start().toString(), Count::count, Count::sessions, Count::complete)
        .containsExactly(
            tuple("2026-03-17T23:00:00Z", 3L, OptionalLong.of(1), true),
            tuple("2026-03-18T00:00:00Z", 1L, OptionalLong.of(1), true),
            tuple("2026-03-18T11:00:00Z", 3L, OptionalLong.of(2), true));
    assertThatThrownBy(() -> statistics.events().over(MARCH, Interval.HOUR, "", ALL))
        .isInstanceOf(QuestionException.class)
        .hasMessageContaining("7 days");
  }

  @Test
  void kinds_ofAPeriod_areTheMostFrequentFirst() {
    List<KindCount> kinds = byTwos(page -> statistics.events().kinds(MARCH, page));
    assertThat(kinds)
        .extracting(KindCount::kind, KindCount::accepted, KindCount::removed)
        .containsExactly(tuple(1, 12L, 1L), tuple(3, 5L, 0L), tuple(7, 5L, 0L));
    assertThat(kinds.getFirst().lastAt()).contains(NOW.minus(Duration.ofDays(1)));
    Period winter = new Period(NOW.minus(Duration.ofDays(110)), NOW.minus(Duration.ofDays(90)));
    assertThat(statistics.events().kinds(winter, ALL).rows())
        .extracting(KindCount::kind, kind -> kind.lastAt().orElseThrow())
        .as("within the period")
        .containsExactly(tuple(1, NOW.minus(Duration.ofDays(100))));
  }

  @Test
  void rejections_areSummedByVerbKindAndReason() {
    assertThat(byTwos(page -> statistics.requests().rejections(MARCH, page)))
        .extracting(Rejection::verb, r -> r.kind().orElse(-1), Rejection::reason, Rejection::count)
        .containsExactly(
            tuple("EVENT", 1, "rate-limited", 6L),
            tuple("EVENT", 1, "blocked", 2L),
            tuple("REQ", -1, "blocked", 2L),
            tuple("EVENT", 4, "pow", 1L));
  }

  @Test
  void requests_countAddressesOnceInEachInterval() {
    assertThat(byTwos(page -> statistics.requests().requests(MARCH, Interval.DAY, page)))
        .extracting(
            r -> r.start().toString().substring(0, 10),
            Requests::requests,
            r -> r.addresses().orElse(-1),
            Requests::furtherAddresses)
        .containsExactly(
            tuple("2026-03-09", 1L, 1L, false),
            tuple("2026-03-17", 5L, 2L, false),
            tuple("2026-03-18", 8L, 2L, true));
    assertThat(statistics.requests().requests(MARCH, Interval.MONTH, ALL).rows())
        .singleElement()
        .isEqualTo(
            new Requests(
                Instant.parse("2026-03-01T00:00:00Z"), false, 14, 141, OptionalLong.empty(), true));
    assertThat(byTwos(page -> statistics.requests().requests(MARCH, Interval.HOUR, page)))
        .extracting(r -> r.start().toString(), Requests::requests, r -> r.addresses().orElse(-1))
        .containsExactly(
            tuple("2026-03-17T23:00:00Z", 5L, 2L),
            tuple("2026-03-18T00:00:00Z", 1L, 1L),
            tuple("2026-03-18T11:00:00Z", 2L, 1L));
  }

  @Test
  void sums_afterMaintenance_areThoseOfBefore() {
    try (TestDatabase own = new TestDatabase();
        Statistics before = new Statistics(own.database(), Clock.fixed(NOW, ZoneOffset.UTC))) {
      StatisticsRows.fill(own, NOW);
      List<Requests> days = before.requests().requests(MARCH, Interval.DAY, ALL).rows();
      List<RelayUse> relays = before.operation().relays(ALL).rows();
      own.execute(
          "REFRESH MATERIALIZED VIEW CONCURRENTLY daily_requests_summary",
          "REFRESH MATERIALIZED VIEW CONCURRENTLY relay_popularity",
          "UPDATE daily_requests SET requests = 1000 WHERE day = '2026-03-17'",
          "UPDATE relay_use SET reads = false");
      assertThat(before.requests().requests(MARCH, Interval.DAY, ALL).rows())
          .as("of the summary, which has not seen the change")
          .isEqualTo(days);
      assertThat(before.operation().relays(ALL).rows()).isEqualTo(relays);
    }
  }

  @Test
  void topRequested_withEqualCounts_isPagedByKey() {
    List<Requested> all = byTwos(page -> statistics.requests().topRequested(page));
    assertThat(all)
        .extracting(r -> r.pubkey().hex().substring(0, 2), Requested::requests)
        .containsExactly(
            tuple("0e", 9L), tuple("0a", 5L), tuple("0b", 5L), tuple("0c", 5L), tuple("0d", 1L));
    assertThat(byTwos(page -> statistics.requests().topRequested(3, page)))
        .extracting(r -> r.pubkey().hex().substring(0, 2), Requested::requests)
        .containsExactly(tuple("0a", 4L), tuple("0b", 4L), tuple("0c", 2L));
  }

  @Test
  void storage_hasTheSnapshotsOfThePeriod() {
    Period two = new Period(NOW.minus(Duration.ofDays(2)), NOW);
    assertThat(byTwos(page -> statistics.operation().storage(two, page)))
        .extracting(Snapshot::at, Snapshot::events)
        .containsExactly(
            tuple(NOW.minus(Duration.ofDays(1)), 100L),
            tuple(NOW.minus(Duration.ofHours(1)), 110L),
            tuple(NOW.minus(Duration.ofHours(1)), 7L));
  }

  @Test
  void relays_areThoseOfTheMostAuthorsFirst() {
    assertThat(byTwos(page -> statistics.operation().relays(page)))
        .containsExactly(
            new RelayUse("wss://b", 3, 2, 3),
            new RelayUse("wss://a", 1, 1, 0),
            new RelayUse("wss://c", 1, 1, 1));
  }

  @Test
  void jobs_haveTheirLastRunsAndAllRuns() {
    assertThat(statistics.operation().lastRuns())
        .extracting(JobRun::job, JobRun::step, JobRun::outcome)
        .containsExactly(
            tuple("daily", "analyze", "succeeded"),
            tuple("daily", "partitions", "failed"),
            tuple("graph", "bots", "running"));
    assertThat(byTwos(page -> statistics.operation().runs("daily", page).orElseThrow()))
        .extracting(JobRun::step, JobRun::outcome)
        .containsExactly(
            tuple("partitions", "failed"),
            tuple("analyze", "succeeded"),
            tuple("partitions", "succeeded"));
    assertThat(statistics.operation().lastRuns().getLast().endedAt()).isEmpty();
    assertThat(statistics.operation().runs("nope", ALL)).isEmpty();
    PageRequest end = new PageRequest(2, PageRequest.key(Instant.EPOCH, 0));
    assertThat(statistics.operation().runs("daily", end).orElseThrow().rows())
        .as("a page past the end of a known job")
        .isEmpty();
  }

  @Test
  void partitions_areAllOfThem() {
    assertThat(statistics.operation().partitions())
        .hasSize(
            (int)
                database.number(
                    "SELECT count(*) FROM pg_inherits WHERE inhparent ="
                        + " 'analytics_events'::regclass"))
        .anySatisfy(p -> assertThat(p.bounds()).isEqualTo("DEFAULT"))
        .allSatisfy(p -> assertThat(p.bytes()).isPositive());
  }

  @Test
  void question_thatMakesNoSense_isRefused() {
    assertThatThrownBy(() -> new Period(NOW, NOW)).isInstanceOf(QuestionException.class);
    assertThatThrownBy(() -> new Period(NOW.minus(Duration.ofDays(367)), NOW))
        .hasMessageContaining("366");
    assertThatThrownBy(() -> new PageRequest(1_001, "")).hasMessageContaining("1000");
    for (String after : List.of("?", "bm9uc2Vuc2U", PageRequest.key("x", "y", "z", "w"))) {
      PageRequest page = new PageRequest(2, after);
      for (Runnable question :
          List.<Runnable>of(
              () -> statistics.events().kinds(MARCH, page),
              () -> statistics.requests().rejections(MARCH, page),
              () -> statistics.requests().topRequested(page),
              () -> statistics.operation().storage(MARCH, page))) {
        assertThatThrownBy(question::run).as(after).isInstanceOf(QuestionException.class);
      }
    }
  }

  @Test
  void database_thatIsGone_isPassingAndAWrongStatementIsNot() {
    assertThat(new DatabaseException("there is no database").isPassing()).isTrue();
    Questions questions = new Questions(database.database());
    assertThatThrownBy(() -> new Question("wrong", "SELECT * FROM nowhere").rows(questions, r -> 1))
        .isInstanceOfSatisfying(
            DatabaseException.class, fault -> assertThat(fault.isPassing()).isFalse());
    assertThatThrownBy(() ->
            new Question("killed", "SELECT pg_terminate_backend(pg_backend_pid())")
                .rows(questions, r -> 1))
        .isInstanceOfSatisfying(
            DatabaseException.class, fault -> assertThat(fault.isPassing()).isTrue());
  }
}
