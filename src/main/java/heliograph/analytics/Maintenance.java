package heliograph.analytics;

import heliograph.config.AnalyticsConfig;
import heliograph.config.Retention;
import heliograph.database.AdvisoryLock;
import heliograph.database.DatabaseException;
import heliograph.database.DatabaseServer;
import heliograph.database.DatabaseSizes;
import heliograph.database.Instance;
import heliograph.database.Migrations;
import heliograph.database.PostgresSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The upkeep of the database, step by step: a step that fails is noted and the next one runs. One
 * at a time over all relays and commands on a database, by an advisory lock; a run that is due is
 * done once, by a row of {@code job_slots} at its end. Each step is a row of {@code job_runs},
 * unless it only says what it would do. Thread-safe.
 */
public final class Maintenance {
  /** The advisory lock: any number that nobody else uses. */
  static final long LOCK = 0x68656c696f67L;

  private static final String ANALYZED =
      "account, analytics_events, author_list, daily_kinds, daily_requests, follow, hourly_requests,"
          + " interest, kinds, mute, rejections, relay, relay_use, req_analytics,"
          + " req_analytics_by_kind, req_cooccurrence, summary_closed, trust_ranks";

  private final Supplier<DataSource> source;
  private final Retention retention;
  private final UUID instance;
  private final Clock clock;

  /**
   * Does nothing yet.
   *
   * @param source asked for each run, for connections that may take their time
   */
  Maintenance(Supplier<DataSource> source, Retention retention, UUID instance, Clock clock) {
    this.source = source;
    this.retention = retention;
    this.instance = instance;
    this.clock = clock;
  }

  /** Of a database that is there, for a command: brings its schema up to date. */
  public static Maintenance at(DatabaseServer.Address address, AnalyticsConfig config) {
    DataSource patient = PostgresSource.patient(address, config.database());
    Migrations.run(patient);
    UUID instance = Instance.in(config.directory()).id();
    return new Maintenance(() -> patient, config.retention(), instance, Clock.systemUTC());
  }

  /**
   * What became of a step.
   *
   * @param step its name
   * @param succeeded whether it did all it should
   * @param detail what it did, or why not
   */
  public record StepResult(String step, boolean succeeded, String detail) {}

  /** Whether a run took place. */
  public enum Turn {
    /** It did. */
    RAN,
    /** Another run is under way. */
    BUSY,
    /** Somebody has seen to it. */
    DONE_BEFORE
  }

  /**
   * What became of a run.
   *
   * @param steps in order
   */
  public record Outcome(Turn turn, List<StepResult> steps) {
    public Outcome {
      steps = List.copyOf(steps);
    }

    private static Outcome without(Turn turn) {
      return new Outcome(turn, List.of());
    }

    /** True unless a step failed. */
    public boolean succeeded() {
      return steps.stream().allMatch(StepResult::succeeded);
    }
  }

  /** One step's work: says what it did. */
  @FunctionalInterface
  private interface Step {
    String run(Connection connection) throws SQLException;
  }

  /** A named step of a plan. */
  private record NamedStep(String name, Step work) {}

  /** Runs a plan now, unless somebody is at it. */
  public Outcome run(MaintenancePlan plan) {
    return run("maintain", Optional.empty(), steps(plan), !plan.dryRun());
  }

  /** Runs a job for the time at which it was due, unless that has been done. */
  Outcome run(MaintenanceJob job, Instant due) {
    return run(job.spelling(), Optional.of(due), steps(job), true);
  }

  /** Brings tables that have outgrown their bound back to it now, unless somebody is at it. */
  Outcome trim() {
    List<NamedStep> steps =
        List.of(
            new NamedStep(
                "trim", c -> new RetentionSweep(c, retention, clock).trim() + " rows deleted"));
    return run("trim", Optional.empty(), steps, true);
  }

  private List<NamedStep> steps(MaintenanceJob job) {
    return switch (job) {
      case SUMMARY -> List.of(new NamedStep("refresh-views", this::refreshed));
      case DAILY -> steps(MaintenancePlan.daily(retention));
      case WEEKLY -> steps(MaintenancePlan.weekly(retention));
      case MONTHLY -> steps(MaintenancePlan.monthly(retention));
    };
  }

  private List<NamedStep> steps(MaintenancePlan plan) {
    List<NamedStep> steps = new ArrayList<>();
    if (plan.createPartitions()) {
      steps.add(
          new NamedStep(
              "create-partitions",
              c ->
                  names(
                      new Partitions(c, clock)
                          .create(plan.monthsAhead(), plan.monthsToKeep(), plan.dryRun()))));
    }
    if (plan.dropOldPartitions()) {
      steps.add(
          new NamedStep(
              "drop-old-partitions",
              c -> names(new Partitions(c, clock).drop(plan.monthsToKeep(), plan.dryRun()))));
    }
    if (plan.refreshViews() && !plan.dryRun()) {
      steps.add(new NamedStep("refresh-views", this::refreshed));
      steps.add(
          new NamedStep(
              "retention", c -> new RetentionSweep(c, retention, clock).run() + " rows deleted"));
    }
    if (plan.analyze() && !plan.dryRun()) {
      steps.add(new NamedStep("analyze", c -> execute(c, "ANALYZE " + ANALYZED)));
    }
    if (plan.vacuum() && !plan.dryRun()) {
      steps.add(new NamedStep("vacuum", c -> execute(c, "VACUUM (ANALYZE) " + ANALYZED)));
    }
    if (plan.stats()) {
      steps.add(new NamedStep("stats", DatabaseSizes::describe));
    }
    return steps;
  }

  private static String names(List<String> names) {
    return names.isEmpty() ? "nothing to do" : String.join(", ", names);
  }

  private String refreshed(Connection connection) throws SQLException {
    return new DailySummary(connection, retention.monthsToKeep(), clock).refresh()
        + " days counted";
  }

  private static String execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return "done";
    }
  }

  private Outcome run(String job, Optional<Instant> due, List<NamedStep> steps, boolean noted) {
    try (Connection connection = source.get().getConnection()) {
      return AdvisoryLock.held(connection, LOCK, () -> run(connection, job, due, steps, noted))
          .orElse(Outcome.without(Turn.BUSY));
    } catch (SQLException e) {
      throw new DatabaseException(String.valueOf(e.getMessage()), e);
    }
  }

  private Outcome run(
      Connection connection,
      String job,
      Optional<Instant> due,
      List<NamedStep> steps,
      boolean noted)
      throws SQLException {
    if (due.isPresent() && isDone(connection, job, due.get())) {
      return Outcome.without(Turn.DONE_BEFORE);
    }
    List<StepResult> results = new ArrayList<>();
    for (NamedStep step : steps) {
      Instant began = clock.instant();
      StepResult result = run(connection, step);
      results.add(result);
      if (noted) {
        note(connection, job, began, result);
      }
    }
    if (due.isPresent()) {
      markDone(connection, job, due.get()); // at the end: a run that was killed is run again
    }
    return new Outcome(Turn.RAN, results);
  }

  private static boolean isDone(Connection connection, String job, Instant due)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT EXISTS (SELECT FROM job_slots WHERE job = ? AND slot = ?)")) {
      select.setString(1, job);
      select.setTimestamp(2, Timestamp.from(due));
      try (ResultSet row = select.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private void markDone(Connection connection, String job, Instant due) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO job_slots VALUES (?, ?, ?)")) {
      insert.setString(1, job);
      insert.setTimestamp(2, Timestamp.from(due));
      insert.setObject(3, instance);
      insert.executeUpdate();
    }
  }

  private static StepResult run(Connection connection, NamedStep step) {
    try {
      return new StepResult(step.name, true, step.work.run(connection));
    } catch (SQLException | RuntimeException e) {
      return new StepResult(step.name, false, String.valueOf(e.getMessage()));
    }
  }

  private void note(Connection connection, String job, Instant began, StepResult result)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO job_runs (job, step, instance, started_at, ended_at, outcome, detail)
            VALUES (?, ?, ?, ?, ?, ?, ?)\
            """)) {
      insert.setString(1, job);
      insert.setString(2, result.step);
      insert.setObject(3, instance);
      insert.setTimestamp(4, Timestamp.from(began));
      insert.setTimestamp(5, Timestamp.from(clock.instant()));
      insert.setString(6, result.succeeded ? "succeeded" : "failed");
      insert.setString(7, result.detail);
      insert.executeUpdate();
    }
  }
}
