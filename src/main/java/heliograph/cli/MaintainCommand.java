package heliograph.cli;

import heliograph.analytics.Maintenance;
import heliograph.analytics.Maintenance.Outcome;
import heliograph.analytics.Maintenance.StepResult;
import heliograph.analytics.Maintenance.Turn;
import heliograph.analytics.MaintenancePlan;
import heliograph.config.AnalyticsConfig;
import heliograph.config.Retention;
import heliograph.database.DatabaseException;
import heliograph.database.DatabaseServer;
import heliograph.database.embedded.EmbeddedPostgres;
import heliograph.runtime.AnalyticsWiring;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the maintenance of the statistics' database now. */
@Command(
    name = "maintain",
    description = {
      "Run the maintenance of the statistics' database now; the relay may run meanwhile, and does"
          + " the same by itself: daily at 02:00 UTC, with --vacuum on Sundays at 03:00, with"
          + " --drop-old-partitions on the first of the month at 04:00.",
      "Without options: makes partitions ahead, refreshes the daily summary, deletes what"
          + " has been kept long enough, refreshes the planner's statistics and says how large"
          + " everything is."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything was done",
      "1:a step failed, or there is no database",
      "2:the options are wrong",
      "3:another run is in progress; nothing was done"
    })
final class MaintainCommand implements Callable<Integer> {
  private static final int BUSY = 3;
  private static final int MONTHS_AHEAD_MAX = 120;
  private static final int MONTHS_TO_KEEP_MAX = 1_200;

  @Mixin private StoreOptions store;

  @Option(names = "--no-create-partitions", description = "make no partitions")
  private boolean withoutPartitions;

  @Option(
      names = "--no-refresh-views",
      description = "neither refresh the summary nor delete what is old")
  private boolean withoutViews;

  @Option(names = "--no-analyze", description = "leave the planner's statistics alone")
  private boolean withoutAnalyze;

  @Option(names = "--no-stats", description = "do not say how large everything is")
  private boolean withoutStats;

  @Option(
      names = "--drop-old-partitions",
      description = "drop months of events that are older than those to keep: careful!")
  private boolean dropping;

  @Option(names = "--vacuum", description = "give the space of dead rows back")
  private boolean vacuuming;

  @Option(
      names = "--months-ahead",
      paramLabel = "N",
      description = "partitions to make in advance (heliograph.analytics.months-ahead)")
  private @Nullable Integer monthsAhead;

  @Option(
      names = "--months-to-keep",
      paramLabel = "N",
      description = "whole months that are not too old (heliograph.analytics.months-to-keep)")
  private @Nullable Integer monthsToKeep;

  @Option(
      names = "--dry-run",
      description = "change nothing, say which partitions would be created and dropped")
  private boolean dryRun;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (isOutside(monthsAhead, 0, MONTHS_AHEAD_MAX)
        || isOutside(monthsToKeep, 1, MONTHS_TO_KEEP_MAX)) {
      System.err.println(
          "heliograph: --months-ahead takes 0 to %d, --months-to-keep 1 to %d"
              .formatted(MONTHS_AHEAD_MAX, MONTHS_TO_KEEP_MAX));
      return 2;
    }
    AnalyticsConfig config = store.load().fixed().analytics();
    if (!config.enabled()) {
      throw new DatabaseException("there are no statistics: heliograph.analytics.enabled is false");
    }
    if (!config.database().dataSource().isEmpty()) {
      throw new DatabaseException(
          "the data source %s is the server's and cannot be used here: set DB_HOST for this command"
              .formatted(config.database().dataSource()));
    }
    DatabaseServer server = AnalyticsWiring.server(config);
    boolean found = server instanceof EmbeddedPostgres own && find(own);
    try {
      return report(Maintenance.at(server.start(), config).run(plan(config.retention())));
    } finally {
      if (!found) {
        server.stop();
      }
    }
  }

  private static boolean isOutside(@Nullable Integer months, int least, int most) {
    return months != null && (months < least || months > most);
  }

  /** Returns true if the server is running; it is then the relay's and is not stopped. */
  private static boolean find(EmbeddedPostgres own) throws IOException, InterruptedException {
    if (!own.isThere()) {
      throw new DatabaseException(
          "there is no database yet: the relay makes it when it runs first");
    }
    return own.running().isPresent();
  }

  private MaintenancePlan plan(Retention retention) {
    return new MaintenancePlan(
        !withoutPartitions,
        dropping,
        !withoutViews,
        !withoutAnalyze,
        vacuuming,
        !withoutStats,
        monthsAhead == null ? retention.monthsAhead() : monthsAhead,
        monthsToKeep == null ? retention.monthsToKeep() : monthsToKeep,
        dryRun);
  }

  private static int report(Outcome outcome) {
    if (outcome.turn() == Turn.BUSY) {
      System.err.println("heliograph: another maintenance is in progress");
      return BUSY;
    }
    for (StepResult step : outcome.steps()) {
      if (step.succeeded()) {
        System.out.println(step.step() + ": " + step.detail());
      } else {
        System.err.println("heliograph: " + step.step() + " failed: " + step.detail());
      }
    }
    return outcome.succeeded() ? 0 : 1;
  }
}
