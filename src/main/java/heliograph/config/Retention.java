package heliograph.config;

import java.time.Duration;

/**
 * How long the statistics keep rows; every table that grows with time has a setting here.
 *
 * @param monthsToKeep the number of whole months of {@code analytics_events}; older partitions may
 *     be dropped
 * @param monthsAhead the number of partitions created in advance
 * @param hourlyRequests {@code hourly_requests}
 * @param dailyRequests {@code daily_requests}
 * @param requestedKeys requested keys and pairs of keys, from their last request
 * @param rejections {@code rejections}
 * @param dailyKinds {@code daily_kinds}
 * @param followerChanges {@code follower_changes}
 * @param storage {@code storage_snapshots}
 * @param jobRuns {@code job_runs}
 * @param results generations of results of the graph jobs, except the latest
 * @param purges purges and the events they removed
 * @param rowsMax the maximum number of rows of each table that client traffic can grow
 */
public record Retention(
    int monthsToKeep,
    int monthsAhead,
    Duration hourlyRequests,
    Duration dailyRequests,
    Duration requestedKeys,
    Duration rejections,
    Duration dailyKinds,
    Duration followerChanges,
    Duration storage,
    Duration jobRuns,
    Duration results,
    Duration purges,
    int rowsMax) {

  static Retention read(StartupConfigReader in) {
    return new Retention(
        in.integer(
            "heliograph.analytics.months-to-keep",
            12,
            1,
            1_200,
            "Whole months of analytics_events kept when old partitions are dropped."),
        in.integer(
            "heliograph.analytics.months-ahead",
            6,
            1,
            120,
            "Partitions created in advance, in months."),
        keep(in, "hourly-requests", "31d", "requests by hour and address."),
        keep(in, "daily-requests", "365d", "requests by day and address."),
        keep(in, "requested-keys", "90d", "keys and pairs of keys after their last request."),
        keep(in, "rejections", "365d", "refusals, by day, kind and reason."),
        keep(in, "daily-kinds", "3650d", "events by day and kind."),
        keep(in, "follower-changes", "365d", "followers gained and lost, by day and account."),
        keep(in, "storage", "1825d", "sizes of the store and the database."),
        keep(in, "job-runs", "90d", "runs of jobs."),
        keep(in, "results", "30d", "earlier results of the graph jobs."),
        keep(in, "purges", "3650d", "purges and what they removed."),
        in.integer(
            "heliograph.analytics.rows-max",
            1_000_000,
            1_000,
            Integer.MAX_VALUE,
            "Rows of each table that client traffic can grow; beyond, the oldest or least requested"
                + " are deleted."));
  }

  private static Duration keep(StartupConfigReader in, String what, String days, String meaning) {
    return in.duration("heliograph.analytics.keep." + what, days, "How long to keep " + meaning);
  }
}
