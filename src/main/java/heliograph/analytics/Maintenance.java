package heliograph.analytics;

import heliograph.config.AnalyticsConfig;
import heliograph.config.Retention;
import heliograph.database.DatabaseServer;
import heliograph.database.DatabaseSizes;
import heliograph.database.Instance;
import heliograph.database.MaintenanceSource;
import heliograph.database.Sql;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The maintenance of the database, step by step: a step that fails is recorded and the next one
 * runs. An advisory lock allows one run at a time over all relays and commands on a database; a row
 * of {@code job_slots} at its end ensures that a due run is done once. Each step is a row of {@code
 * job_runs}, except in a dry run. Thread-safe.
 */
public final class Maintenance {
  /** The number of the advisory lock, which no other program uses. */
  static final long LOCK = 0x68656c696f67L;

  private static final String ANALYZED =
      "account, analytics_events, author_list, daily_kinds, daily_requests, follow,"
          + " hourly_requests, interest, kinds, mute, rejections, relay, relay_use, req_analytics,"
          + " req_analytics_by_kind, req_cooccurrence, summary_closed, trust_ranks";

  private final MaintenanceSource source;
  private final Retention retention;
  private final UUID relayId;
  private final Clock clock;

  /**
   * Creates the maintenance of a database.
   *
   * @param source the source of a connection for each run
   * @param relayId the relay that the rows of {@code job_runs} name
   */
  Maintenance(MaintenanceSource source, Retention retention, UUID relayId, Clock clock) {
    this.source = source;
    this.retention = retention;
    this.relayId = relayId;
    this.clock = clock;
  }

  /** Creates the maintenance of a database for a command, and updates its schema. */
  public static Maintenance at(DatabaseServer.Address address, AnalyticsConfig config) {
    return new Maintenance(
        MaintenanceSource.migrated(address, config.database()),
        config.retention(),
        Instance.in(config.directory()).relayId(),
        Clock.systemUTC());
  }

  /**
   * The result of a step.
   *
   * @param step its name
   * @param succeeded whether the step did all of its work
   * @param detail what it did, or why not
   */
  public record StepResult(String step, boolean succeeded, String detail) {}

  /** Whether a run took place. */
  public enum Turn {
    /** The run took place. */
    RAN,
    /** Another run holds the lock. */
    BUSY,
    /** The due run was done before, by this or another relay. */
    DONE_BEFORE
  }

  /**
   * The result of a run.
   *
   * @param steps the results of its steps, in order
   */
  public record Outcome(Turn turn, List<StepResult> steps) {
    public Outcome {
      steps = List.copyOf(steps);
    }

    private static Outcome without(Turn turn) {
      return new Outcome(turn, List.of());
    }

    /** Returns true unless a step failed. */
    public boolean succeeded() {
      return steps.stream().allMatch(StepResult::succeeded);
    }
  }

  /** A step of a plan; its work returns a description of what it did. */
  private record Step(String name, Function<Sql, String> work) {}

  /** Runs a plan now, unless another run is in progress. */
  public Outcome run(MaintenancePlan plan) {
    return run("maintain", Optional.empty(), steps(plan), !plan.dryRun());
  }

  /** Runs a job for the time at which it was due, unless that has been done. */
  Outcome run(MaintenanceJob job, Instant due) {
    return run(job.spelling(), Optional.of(due), steps(job), true);
  }

  /** Deletes rows beyond the limits of tables now, unless another run is in progress. */
  Outcome trim() {
    List<Step> steps =
        List.of(
            new Step(
                "trim", c -> new RetentionSweep(c, retention, clock).trim() + " rows deleted"));
    return run("trim", Optional.empty(), steps, true);
  }

  private List<Step> steps(MaintenanceJob job) {
    return switch (job) {
      case SUMMARY -> List.of(new Step("refresh-views", this::refreshed));
      case DAILY -> steps(MaintenancePlan.daily(retention));
      case WEEKLY -> steps(MaintenancePlan.weekly(retention));
      case MONTHLY -> steps(MaintenancePlan.monthly(retention));
    };
  }

  private List<Step> steps(MaintenancePlan plan) {
    List<Step> steps = new ArrayList<>();
    if (plan.createPartitions()) {
      steps.add(
          new Step(
              "create-partitions",
              c ->
                  names(
                      new Partitions(c, clock)
                          .create(plan.monthsAhead(), plan.monthsToKeep(), plan.dryRun()))));
    }
    if (plan.dropOldPartitions()) {
      steps.add(
          new Step(
              "drop-old-partitions",
              c -> names(new Partitions(c, clock).drop(plan.monthsToKeep(), plan.dryRun()))));
    }
    if (plan.refreshViews() && !plan.dryRun()) {
      steps.add(new Step("refresh-views", this::refreshed));
      steps.add(
          new Step(
              "retention", c -> new RetentionSweep(c, retention, clock).run() + " rows deleted"));
    }
    if (plan.analyze() && !plan.dryRun()) {
      steps.add(new Step("analyze", c -> execute(c, "ANALYZE " + ANALYZED)));
    }
    if (plan.vacuum() && !plan.dryRun()) {
      steps.add(new Step("vacuum", c -> execute(c, "VACUUM (ANALYZE) " + ANALYZED)));
    }
    if (plan.stats()) {
      steps.add(new Step("stats", DatabaseSizes::describe));
    }
    return steps;
  }

  private static String names(List<String> names) {
    return names.isEmpty() ? "nothing to do" : String.join(", ", names);
  }

  private String refreshed(Sql sql) {
    return new DailySummary(sql, retention.monthsToKeep(), clock).refresh() + " days counted";
  }

  private static String execute(Sql sql, String text) {
    sql.run(text);
    return "done";
  }

  private Outcome run(String job, Optional<Instant> due, List<Step> steps, boolean noted) {
    return source.run(sql ->
        sql.tryRun(LOCK, () -> run(sql, job, due, steps, noted))
            .orElse(Outcome.without(Turn.BUSY)));
  }

  private Outcome run(Sql sql, String job, Optional<Instant> due, List<Step> steps, boolean noted) {
    if (due.isPresent() && isDone(sql, job, due.get())) {
      return Outcome.without(Turn.DONE_BEFORE);
    }
    List<StepResult> results = new ArrayList<>();
    for (Step step : steps) {
      Instant began = clock.instant();
      StepResult result = run(sql, step);
      results.add(result);
      if (noted) {
        note(sql, job, began, result);
      }
    }
    if (due.isPresent()) {
      markDone(sql, job, due.get()); // at the end, so that a run that was killed is repeated
    }
    return new Outcome(Turn.RAN, results);
  }

  private static boolean isDone(Sql sql, String job, Instant due) {
    return sql.query("SELECT EXISTS (SELECT FROM job_slots WHERE job = ? AND slot = ?)", job, due)
        .one(row -> row.getBoolean(1));
  }

  private void markDone(Sql sql, String job, Instant due) {
    sql.run("INSERT INTO job_slots VALUES (?, ?, ?)", job, due, relayId);
  }

  private static StepResult run(Sql sql, Step step) {
    try {
      return new StepResult(step.name, true, step.work.apply(sql));
    } catch (RuntimeException e) {
      return new StepResult(step.name, false, String.valueOf(e.getMessage()));
    }
  }

  private void note(Sql sql, String job, Instant began, StepResult result) {
    sql.run(
        """
        INSERT INTO job_runs (job, step, instance, started_at, ended_at, outcome, detail)
        VALUES (?, ?, ?, ?, ?, ?, ?)\
        """,
        job,
        result.step,
        relayId,
        began,
        clock.instant(),
        result.succeeded ? "succeeded" : "failed",
        result.detail);
  }
}
