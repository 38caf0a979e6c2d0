package heliograph.analytics;

import heliograph.config.Retention;
import heliograph.database.Column;
import heliograph.database.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * Deletes rows that are older than their retention, table by table, and the rows beyond the limit
 * of tables that client traffic can grow. Confined to one thread.
 */
final class RetentionSweep {
  /** The tables that client traffic can grow, and the order in which their rows are kept. */
  private static final Map<String, String> BOUNDED =
      Map.of(
          "hourly_requests", "hour DESC, requests DESC",
          "daily_requests", "day DESC, requests DESC",
          "daily_request_kinds", "day DESC, requests DESC",
          "daily_kinds", "day DESC, accepted DESC",
          "rejections", "day DESC, count DESC",
          "req_analytics", "total_requests DESC, last_request DESC",
          "req_analytics_by_kind", "request_count DESC, last_request DESC",
          "req_cooccurrence", "count DESC, last_seen DESC");

  private static final DateTimeFormatter TIME = DateTimeFormatter.ISO_OFFSET_DATE_TIME;

  /**
   * The retention of slots. It must exceed the time between two runs of any job, or a job would run
   * again.
   */
  private static final Duration SLOTS = Duration.ofDays(100);

  private final Sql sql;
  private final Retention retention;
  private final Clock clock;
  private long deleted;

  RetentionSweep(Sql sql, Retention retention, Clock clock) {
    this.sql = sql;
    this.retention = retention;
    this.clock = clock;
  }

  /** Deletes rows; returns their number. */
  long run() {
    older("hourly_requests", "hour", retention.hourlyRequests());
    older("daily_requests", "day", retention.dailyRequests());
    older("daily_request_kinds", "day", retention.dailyRequests());
    older("req_analytics", "last_request", retention.requestedKeys());
    older("req_analytics_by_kind", "last_request", retention.requestedKeys());
    older("req_cooccurrence", "last_seen", retention.requestedKeys());
    older("rejections", "day", retention.rejections());
    older("daily_kinds", "day", retention.dailyKinds());
    older("follower_changes", "day", retention.followerChanges());
    older("storage_snapshots", "taken_at", retention.storage());
    older("job_runs", "started_at", retention.jobRuns());
    older("job_slots", "slot", SLOTS);
    older("purges", "created_at", retention.purges());
    older("audit_log", "at", retention.purges());
    older("assertions_sent", "sent_at", retention.purges());
    older("summary_closed", "date", Duration.ofDays(31L * (retention.monthsToKeep() + 1)));
    delete(
        """
        DELETE FROM graph_generation g WHERE started_at < '%s'
           AND NOT EXISTS (SELECT FROM graph_current c WHERE c.generation = g.id)\
        """
            .formatted(before(retention.results())));
    trim();
    delete(UNUSED_RELAYS);
    removeUnusedAccounts();
    return deleted;
  }

  /** Deletes rows beyond the limit of tables that client traffic can grow; returns their number. */
  long trim() {
    for (Map.Entry<String, String> table : BOUNDED.entrySet()) {
      delete(
          "DELETE FROM %1$s WHERE ctid IN (SELECT ctid FROM %1$s ORDER BY %2$s OFFSET %3$d)"
              .formatted(table.getKey(), table.getValue(), retention.rowsMax()));
    }
    return deleted;
  }

  /**
   * Returns true if one of these tables has more than twice {@code rowsMax} rows, by PostgreSQL's
   * estimate.
   */
  static boolean isOvergrown(Sql sql, int rowsMax) {
    return sql.query(
            """
            SELECT coalesce(max(n_live_tup), 0) > 2 * ?::bigint FROM pg_stat_user_tables
             WHERE relname = ANY (?::text[])\
            """,
            (long) rowsMax,
            Column.of("text", BOUNDED.keySet()))
        .one(row -> row.getBoolean(1));
  }

  private static final String UNUSED_RELAYS =
      "DELETE FROM relay r WHERE NOT EXISTS (SELECT FROM relay_use u WHERE u.relay = r.id)"
          + " AND first_seen < now() - interval '1 day'";

  /**
   * Deletes keys that are in no list any more and in no results, which are removed with their
   * generations.
   */
  private static final String UNUSED_ACCOUNTS =
      """
      DELETE FROM account a WHERE first_seen < now() - interval '1 day'
         AND NOT EXISTS (SELECT FROM author_list l WHERE l.account = a.id)
         AND NOT EXISTS (SELECT FROM follow f WHERE f.target = a.id)
         AND NOT EXISTS (SELECT FROM mute m WHERE m.target = a.id)
         AND NOT EXISTS (SELECT FROM trust_ranks t WHERE t.account = a.id)
         AND NOT EXISTS (SELECT FROM community_members c WHERE c.account = a.id)
         AND NOT EXISTS (SELECT FROM bot_cluster_members b WHERE b.account = a.id)
         AND NOT EXISTS (SELECT FROM spam_candidates s WHERE s.account = a.id)\
      """;

  private void removeUnusedAccounts() {
    sql.transact(() -> {
      sql.run("SELECT pg_advisory_xact_lock(?)", AccountIds.LOCK);
      delete(UNUSED_ACCOUNTS);
      return deleted;
    });
  }

  private String before(Duration age) {
    return TIME.format(clock.instant().minus(age).atOffset(ZoneOffset.UTC));
  }

  private void older(String table, String column, Duration age) {
    delete("DELETE FROM %s WHERE %s < '%s'".formatted(table, column, before(age)));
  }

  private void delete(String text) {
    deleted += sql.run(text);
  }
}
