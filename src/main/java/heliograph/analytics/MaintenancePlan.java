package heliograph.analytics;

import heliograph.config.Retention;

/**
 * The steps of a run of maintenance.
 *
 * @param createPartitions create the partitions of the months ahead
 * @param dropOldPartitions drop the partitions of months that are too old
 * @param refreshViews update the summary and apply the retention of tables
 * @param analyze update the planner's statistics
 * @param vacuum give back the space of dead rows
 * @param stats report the sizes of tables and indexes
 * @param monthsAhead the number of months to create
 * @param monthsToKeep the number of whole months to keep
 * @param dryRun change nothing, only report what would be done
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

  /** Returns the plan of each day. */
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

  /** Returns the plan of each week, with a vacuum. */
  public static MaintenancePlan weekly(Retention retention) {
    return daily(retention).with(false, true);
  }

  /** Returns the plan of each month, which drops old partitions. */
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
