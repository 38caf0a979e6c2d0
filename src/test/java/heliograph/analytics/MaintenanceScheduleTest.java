package heliograph.analytics;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.Retention;
import heliograph.database.Database;
import heliograph.database.DatabaseServer;
import heliograph.database.DatabaseServer.Address;
import heliograph.database.TestDatabase;
import heliograph.metrics.InMemoryMeters;
import jakarta.enterprise.concurrent.CronTrigger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is due is done at its time, late if it must be, and by one relay only. */
class MaintenanceScheduleTest {
  private static final UUID ONE = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final UUID OTHER = UUID.fromString("00000000-0000-4000-8000-000000000002");

  private static final Retention RETENTION =
      TestDatabase.config(Map.of("heliograph.analytics.rows-max", "1000")).retention();

  @TempDir private Path folder;

  /** A clock that is moved by hand. */
  private static final class MovedClock extends Clock {
    private Instant now;

    MovedClock(String now) {
      this.now = Instant.parse(now);
    }

    void moveTo(String time) {
      now = Instant.parse(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static MaintenanceSchedule of(
      TestDatabase tables, TestStore store, UUID relay, Clock clock) {
    Maintenance maintenance =
        new Maintenance(tables.database().maintenanceSource(), RETENTION, relay, clock);
    return new MaintenanceSchedule(
        tables.database(),
        maintenance,
        RETENTION.rowsMax(),
        Optional.of(store.store),
        relay,
        clock);
  }

  private static String runs(TestDatabase tables) {
    return tables.rows(
        "SELECT job, count(*) FROM job_runs WHERE step = 'refresh-views' GROUP BY 1 ORDER BY 1");
  }

  @Test
  void twoRelays_overDays_runEachJobOnceAtItsTime() {
    try (TestDatabase tables = new TestDatabase();
        TestStore store = new TestStore(folder)) {
      MovedClock clock = new MovedClock("2026-11-26T12:00:00Z"); // a Thursday
      MaintenanceSchedule one = of(tables, store, ONE, clock);
      MaintenanceSchedule other = of(tables, store, OTHER, clock);
      one.look();
      other.look();
      assertThat(runs(tables)).isEqualTo("daily|1\nmonthly|1\nsummary|1\nweekly|1");
      for (String time :
          new String[] {
            "2026-11-27T00:09:59Z", "2026-11-27T00:10:00Z", "2026-11-27T01:59:00Z",
            "2026-11-27T02:00:30Z", "2026-11-29T02:59:00Z", "2026-11-29T03:00:00Z",
            "2026-12-01T03:59:00Z", "2026-12-01T04:00:00Z", "2026-12-01T04:01:00Z"
          }) {
        clock.moveTo(time);
        other.look();
        one.look();
      }
      // daily: 26th, 27th, 29th, 1st; weekly: of the 22nd and the 29th; monthly: November's,
      // December's
      assertThat(runs(tables)).isEqualTo("daily|4\nmonthly|2\nsummary|4\nweekly|2");
      assertThat(tables.number("SELECT count(DISTINCT instance) FROM job_runs")).isEqualTo(2);
      assertThat(tables.number("SELECT count(*) FROM job_runs WHERE outcome <> 'succeeded'"))
          .isZero();
    }
  }

  @Test
  void sizes_areNotedOncePerHourForEachRelay() {
    try (TestDatabase tables = new TestDatabase();
        TestStore store = new TestStore(folder)) {
      MovedClock clock = new MovedClock("2026-11-26T12:00:00Z");
      for (String time :
          new String[] {"2026-11-26T12:00:00Z", "2026-11-26T12:59:00Z", "2026-11-26T13:01:00Z"}) {
        clock.moveTo(time);
        of(tables, store, ONE, clock).look(); // as a relay that has just started
        of(tables, store, OTHER, clock).look();
      }
      assertThat(
              tables.rows(
                  "SELECT app_id, count(*), bool_and(used_bytes > 0 AND database_bytes > 1000000)"
                      + " FROM storage_snapshots GROUP BY 1 ORDER BY 1"))
          .isEqualTo(ONE + "|2|t\n" + OTHER + "|2|t");
    }
  }

  @Test
  void worker_hasNoStoreWhoseSizeCouldBeNoted() {
    try (TestDatabase tables = new TestDatabase()) {
      MovedClock clock = new MovedClock("2026-11-26T12:00:00Z");
      Maintenance maintenance =
          new Maintenance(tables.database().maintenanceSource(), RETENTION, ONE, clock);
      new MaintenanceSchedule(
              tables.database(), maintenance, RETENTION.rowsMax(), Optional.empty(), ONE, clock)
          .run();
      assertThat(runs(tables)).isEqualTo("daily|1\nmonthly|1\nsummary|1\nweekly|1");
      assertThat(tables.number("SELECT count(*) FROM storage_snapshots")).isZero();
    }
  }

  @Test
  void table_thatStrangersMakeGrow_isTrimmedBeforeTheDayIsOver() {
    try (TestDatabase tables = new TestDatabase();
        TestStore store = new TestStore(folder)) {
      MovedClock clock = new MovedClock("2026-11-26T12:00:00Z");
      MaintenanceSchedule upkeep = of(tables, store, ONE, clock);
      upkeep.look();
      tables.execute(
          "INSERT INTO req_cooccurrence SELECT decode(lpad(to_hex(n), 64, '0'), 'hex'),"
              + " decode(repeat('f', 64), 'hex'), n, now() FROM generate_series(1, 2500) n");
      eventually( // PostgreSQL counts new rows with a delay
          "the table is trimmed to its bound",
          () -> {
            upkeep.look();
            return tables.number("SELECT count(*) FROM req_cooccurrence");
          },
          rows -> rows <= 1_000);
      assertThat(tables.rows("SELECT count(*), min(count) FROM req_cooccurrence"))
          .isEqualTo("1000|1501");
    }
  }

  @Test
  void job_thatAnotherConnectionIsAt_isTriedAgainAtTheNextRun() throws Exception {
    try (TestDatabase tables = new TestDatabase();
        TestStore store = new TestStore(folder)) {
      MaintenanceSchedule upkeep = of(tables, store, ONE, new MovedClock("2026-11-26T12:00:00Z"));
      try (Connection killed = tables.connect();
          Statement statement = killed.createStatement()) {
        statement.execute("SELECT pg_advisory_lock(" + Maintenance.LOCK + ")");
        upkeep.run();
        upkeep.run();
        assertThat(runs(tables)).as("while the lock is held").isEmpty();
        statement.execute("SELECT pg_advisory_unlock(" + Maintenance.LOCK + ")");
      }
      upkeep.run();
      assertThat(runs(tables)).isEqualTo("daily|1\nmonthly|1\nsummary|1\nweekly|1");
    }
  }

  @Test
  void noDatabase_isWaitedFor() {
    try (Database gone =
            new Database(
                DatabaseServer.at(new Address("127.0.0.1", 1, "none", "nobody", "")),
                TestDatabase.config(Map.of()).database(),
                new InMemoryMeters(),
                TestDatabase.threads());
        TestStore store = new TestStore(folder)) {
      Clock clock = new MovedClock("2026-11-26T12:00:00Z");
      Maintenance maintenance = new Maintenance(gone.maintenanceSource(), RETENTION, ONE, clock);
      new MaintenanceSchedule(gone, maintenance, 1_000, Optional.of(store.store), ONE, clock)
          .look();
      assertThat(gone.isUp()).isFalse();
    }
  }

  @Test
  void due_ofEveryJob_isTheLastTimeOfItsCronExpression() {
    Map<MaintenanceJob, String> expressions =
        Map.of(
            MaintenanceJob.SUMMARY, "10 0 * * *",
            MaintenanceJob.DAILY, "0 2 * * *",
            MaintenanceJob.WEEKLY, "0 3 * * 0",
            MaintenanceJob.MONTHLY, "0 4 1 * *");
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      Instant now = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(90_000_000));
      expressions.forEach((job, expression) -> {
        Instant due = job.due(now);
        CronTrigger trigger = new CronTrigger(expression, ZoneOffset.UTC);
        assertThat(due).as("%s at %s", job, now).isBeforeOrEqualTo(now);
        assertThat(next(trigger, due.minus(Duration.ofSeconds(1)))).isEqualTo(due);
        assertThat(next(trigger, due.plusSeconds(1))).as("%s at %s", job, now).isAfter(now);
      });
    }
  }

  private static Instant next(CronTrigger trigger, Instant after) {
    return trigger.getNextRunTime(null, after.atZone(ZoneOffset.UTC)).toInstant();
  }
}
