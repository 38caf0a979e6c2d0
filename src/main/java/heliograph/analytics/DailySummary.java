package heliograph.analytics;

import heliograph.database.Sql;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Keeps {@code daily_analytics_summary} up to date, and the sums of requests and relays. A day that
 * ended a day ago is counted once and kept ({@code summary_closed}); a refresh counts only newer
 * days and days that got rows since, so its cost does not grow with the history.
 */
final class DailySummary {
  private static final List<String> VIEWS =
      List.of(
          "daily_analytics_summary",
          "daily_requests_summary",
          "relay_popularity",
          "muted_accounts",
          "topic_popularity");

  private final Sql sql;
  private final int monthsToKeep;
  private final Clock clock;

  /**
   * Creates the summary over a connection that commits each statement.
   *
   * @param monthsToKeep older days are not counted
   */
  DailySummary(Sql sql, int monthsToKeep, Clock clock) {
    this.sql = sql;
    this.monthsToKeep = monthsToKeep;
    this.clock = clock;
  }

  /** Closes days and refreshes, while others read; returns how many days were counted. */
  int refresh() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    List<LocalDate> days = daysToCount(today.minusDays(1));
    for (LocalDate day : days) {
      count(day);
    }
    sql.run(
        "UPDATE summary_state SET closed_before = greatest(closed_before, '"
            + today.minusDays(1)
            + "')");
    for (String view : VIEWS) {
      sql.run("REFRESH MATERIALIZED VIEW CONCURRENTLY " + view);
    }
    return days.size();
  }

  private List<LocalDate> daysToCount(LocalDate until) {
    return sql.query(
            """
            SELECT date FROM summary_dirty d, summary_state s
             WHERE d.date < s.closed_before
            UNION
            SELECT day::date
              FROM (SELECT greatest(s.closed_before, m.day, '%2$s'::date) AS first
                      FROM summary_state s,
                           (SELECT (min("timestamp") AT TIME ZONE 'UTC')::date AS day
                              FROM analytics_events) m
                     WHERE m.day IS NOT NULL) f, -- nothing there: a series without end
                   generate_series(first::timestamp, '%1$s'::date - 1, interval '1 day') AS day
            ORDER BY 1\
            """
                .formatted(until, until.minusMonths(monthsToKeep + 1L)))
        .list(row -> row.getObject(1, LocalDate.class));
  }

  /**
   * Counts one day again. A separate statement first deletes the mark that the day got rows: it
   * waits for writers of such rows, and the next statement sees what they have written.
   */
  private void count(LocalDate day) {
    sql.transact(() -> {
      sql.run("DELETE FROM summary_dirty WHERE date = '" + day + "'");
      return sql.run(
          """
          INSERT INTO summary_closed AS t
          SELECT app_id, '%1$s', event_name, count(*), count(DISTINCT session_id),
                 count(DISTINCT user_id), count(DISTINCT device), count(DISTINCT country)
            FROM analytics_events
           WHERE "timestamp" >= '%1$s 00:00:00+00' AND "timestamp" < '%2$s 00:00:00+00'
           GROUP BY app_id, event_name
          ON CONFLICT (date, app_id, event_name) DO UPDATE SET
            event_count = excluded.event_count, unique_sessions = excluded.unique_sessions,
            unique_users = excluded.unique_users, unique_devices = excluded.unique_devices,
            unique_countries = excluded.unique_countries\
          """
              .formatted(day, day.plusDays(1)));
    });
  }
}
