package heliograph.analytics;

import heliograph.analytics.Maintenance.Outcome;
import heliograph.analytics.Maintenance.Turn;
import heliograph.database.Database;
import heliograph.database.DatabaseException;
import heliograph.database.Sql;
import heliograph.store.EventStore;
import heliograph.store.StoreStatistics;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Runs due jobs: maintenance at its times, and a snapshot of the store's size each hour. A job that
 * was due while no relay ran, or while there was no database, is done late, once. It is run once a
 * second, by one thread at a time: it checks every ten seconds, and every second while a due job
 * waits for another connection to release the maintenance lock, which a process that was killed
 * does late.
 */
final class MaintenanceSchedule implements Runnable {
  private static final Logger LOG = System.getLogger(MaintenanceSchedule.class.getName());
  private static final int RUNS_BETWEEN_LOOKS = 10;

  private final Database database;
  private final Maintenance maintenance;
  private final int rowsMax;
  private final Optional<EventStore> store;
  private final UUID relayId;
  private final Clock clock;
  private final Map<MaintenanceJob, Instant> done = new EnumMap<>(MaintenanceJob.class);
  private Instant sized = Instant.MIN;
  private int runsUntilLook;
  private boolean isWaiting;

  /**
   * Creates the schedule of one relay.
   *
   * @param rowsMax the maximum number of rows of each table that client traffic can grow
   * @param store the store whose size is recorded; empty in a worker, which has none
   */
  MaintenanceSchedule(
      Database database,
      Maintenance maintenance,
      int rowsMax,
      Optional<EventStore> store,
      UUID relayId,
      Clock clock) {
    this.database = database;
    this.maintenance = maintenance;
    this.rowsMax = rowsMax;
    this.store = store;
    this.relayId = relayId;
    this.clock = clock;
  }

  @Override
  public void run() {
    if (runsUntilLook == 0 || isWaiting) {
      runsUntilLook = RUNS_BETWEEN_LOOKS;
      look();
    }
    runsUntilLook--;
  }

  /** Runs the jobs that are due now. */
  void look() {
    if (!database.isUp()) {
      return;
    }
    isWaiting = false;
    try {
      noteSizes();
      for (MaintenanceJob job : MaintenanceJob.values()) {
        runIfDue(job);
      }
      trimIfOvergrown();
    } catch (DatabaseException e) {
      LOG.log(Level.WARNING, "maintenance of the database waits: " + e.getMessage());
    } catch (RuntimeException e) { // the scheduler would not run it again after an exception
      LOG.log(Level.ERROR, "maintenance of the database failed", e);
    }
  }

  private void runIfDue(MaintenanceJob job) {
    Instant due = job.due(clock.instant());
    if (due.equals(done.get(job))) {
      return;
    }
    Outcome outcome = maintenance.run(job, due);
    if (outcome.turn() == Turn.BUSY) {
      isWaiting = true;
    } else {
      done.put(job, due);
    }
    tell(job.spelling(), outcome);
  }

  /** Trims tables that client traffic has grown too much since the last daily run. */
  private void trimIfOvergrown() {
    if (database.<Boolean>onPrimary("rows", c -> RetentionSweep.isOvergrown(c, rowsMax))) {
      tell("trim", maintenance.trim());
    }
  }

  private static void tell(String job, Outcome outcome) {
    outcome.steps().stream()
        .filter(step -> !step.succeeded())
        .forEach(step ->
            LOG.log(
                Level.WARNING,
                "maintenance job=" + job + " " + step.step() + ": " + step.detail()));
  }

  /** Records the sizes once an hour, even if several relays try: the hour is a part of the key. */
  private void noteSizes() {
    Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
    if (store.isPresent() && !hour.equals(sized)) {
      StoreStatistics size = store.get().statistics();
      database.onPrimary("storage", sql -> insert(sql, hour, size));
      sized = hour;
    }
  }

  private int insert(Sql sql, Instant hour, StoreStatistics size) {
    return sql.run(
        """
        INSERT INTO storage_snapshots
          (taken_at, app_id, events, changes, used_bytes, map_bytes, database_bytes)
        VALUES (?, ?, ?, ?, ?, ?, pg_database_size(current_database()))
        ON CONFLICT DO NOTHING\
        """,
        hour,
        relayId,
        size.events(),
        size.lastSeq(),
        size.usedBytes(),
        size.mapBytes());
  }
}
