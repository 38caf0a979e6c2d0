package heliograph.database;

import java.util.List;
import javax.sql.DataSource;

/**
 * The role of programs that show figures, like Grafana: it reads sums and results, but no addresses
 * of clients, purges or administrators. The operator of the server creates the role; each start
 * grants it the tables of that version.
 */
public final class ReaderRole {
  public static final String NAME = "heliograph_reader";

  /**
   * The number of an advisory lock, which no other program uses, because concurrent grants
   * conflict.
   */
  private static final long LOCK = 0x68656c696f6773L;

  /** The readable tables and views, with their columns if not all are readable. */
  private static final List<String> READABLE =
      List.of(
          "account",
          "analytics_events (id, app_id, event_name, \"timestamp\", metadata)",
          "author_list",
          "bot_cluster_members",
          "bot_clusters",
          "communities",
          "community_edges",
          "community_members",
          "consumer_offsets",
          "daily_analytics_summary",
          "daily_kinds",
          "daily_request_kinds",
          "daily_requests (day, requests, events_served)",
          "daily_requests_summary",
          "follow",
          "follower_changes",
          "follower_trends",
          "graph_current",
          "graph_generation",
          "hourly_requests (hour, requests, events_served)",
          "job_runs",
          "kinds",
          "muted_accounts",
          "rejections",
          "relay",
          "relay_popularity",
          "relay_use",
          "req_analytics",
          "req_analytics_by_kind",
          "spam_candidates",
          "storage_snapshots",
          "topic_popularity",
          "trust_ranks");

  private ReaderRole() {}

  /** Grants the role its tables, if the server has the role. */
  static void grant(DataSource source) {
    try {
      Sql.with(source::getConnection, sql -> sql.transact(() -> grant(sql)));
    } catch (DatabaseException e) {
      throw new DatabaseException(
          "the tables cannot be granted to " + NAME + ": " + e.getMessage(), e);
    }
  }

  private static boolean grant(Sql sql) {
    boolean exists =
        sql.query("SELECT 1 FROM pg_roles WHERE rolname = ?", NAME).first(row -> true).isPresent();
    if (exists) {
      sql.run("SELECT pg_advisory_xact_lock(?)", LOCK);
      for (String readable : READABLE) {
        int columns = readable.indexOf(' ');
        sql.run(
            columns < 0
                ? "GRANT SELECT ON " + readable + " TO " + NAME
                : "GRANT SELECT "
                    + readable.substring(columns + 1)
                    + " ON "
                    + readable.substring(0, columns)
                    + " TO "
                    + NAME);
      }
    }
    return exists;
  }
}
