package heliograph.analytics;

import heliograph.config.Retention;

/**
 * What a run of maintenance does.
 *
 * @param createPartitions make the months ahead
 * @param dropOldPartitions drop months that are too old
 * @param refreshViews bring the summary up to date and apply the retention of tables
 * @param analyze have the planner's statistics made anew
 * @param vacuum give back the space of dead rows
 * @param stats say how large everything is
 * @param monthsAhead how many months to make
 * @param monthsToKeep how many whole months are not too old
 * @param dryRun change nothing, say what would be done
 */
public record MaintenancePlan(
    boolean createPartitions,
    boolean dropOldPartitions,
    boolean refreshViews,
    boolean analyze,
    boolean vacuum,
    boolean stats,
    int monthsAhead,
    int monthsToKeep,
    boolean dryRun) {

  /** Returns every day. */
  public static MaintenancePlan daily(Retention retention) {
    return new MaintenancePlan(
        true,
        false,
        true,
        true,
        false,
        true,
        retention.monthsAhead(),
        retention.monthsToKeep(),
        false);
  }

  /** Returns every week: with vacuum. */
  public static MaintenancePlan weekly(Retention retention) {
    return daily(retention).with(false, true);
  }

  /** Returns every month: old partitions go. */
  public static MaintenancePlan monthly(Retention retention) {
    return daily(retention).with(true, false);
  }

  private MaintenancePlan with(boolean dropping, boolean vacuuming) {
    return new MaintenancePlan(
        createPartitions,
        dropping,
        refreshViews,
        analyze,
        vacuuming,
        stats,
        monthsAhead,
        monthsToKeep,
        dryRun);
  }
}
