package heliograph.statistics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Statistics of the relays that share the database: events accepted and removed, by time and kind.
 * Thread-safe.
 */
public final class EventStatistics {
  /** The longest period by hours, which are counted from single rows. */
  private static final Duration HOURS_MAX = Duration.ofDays(7);

  /** The age of its last snapshot from which a relay is not counted any more. */
  private static final Duration SNAPSHOT_AGE_MAX = Duration.ofDays(2);

  private static final UUID NO_RELAY = new UUID(0, 0);

  private final Questions questions;
  private final Clock clock;

  EventStatistics(Questions questions, Clock clock) {
    this.questions = questions;
    this.clock = clock;
  }

  /**
   * The figures of the overview.
   *
   * @param relays the number of relays: the one that answers, and those that took a snapshot in the
   *     last two days
   * @param events the events they store: the one that answers now, the others at their last
   *     snapshot
   * @param usedBytes the bytes of their stores, at the same times
   * @param databaseBytes the size of the statistics' database now
   * @param snapshotAt the time of the newest snapshot
   * @param complete whether all events that the relays' stores held when they started have been
   *     counted
   * @param accepted the number of events ever accepted
   * @param removed the number of events ever removed or replaced
   * @param kinds the number of different kinds
   */
  public record Overview(
      int relays,
      long events,
      long usedBytes,
      long databaseBytes,
      Optional<Instant> snapshotAt,
      boolean complete,
      long accepted,
      long removed,
      int kinds,
      Today today) {}

  /** The figures of the current day, in UTC; addresses are those that were counted individually. */
  public record Today(
      LocalDate date,
      long accepted,
      long removed,
      long rejected,
      long requests,
      long eventsServed,
      long addresses) {}

  /**
   * Returns the figures of the overview, all from small tables.
   *
   * @param live the store of the relay that answers
   * @param withheld kinds whose events are not counted as accepted or removed
   */
  public Overview overview(Optional<LiveStore> live, int... withheld) {
    Instant now = clock.instant();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    return new Question(
            "overview",
            """
            WITH newest AS (
              SELECT DISTINCT ON (app_id) * FROM storage_snapshots
               WHERE taken_at >= ? ORDER BY app_id, taken_at DESC LIMIT 1000)
            SELECT s.*, n.*, k.*, d.*, r.*, q.*
              FROM (SELECT count(*) AS relays, coalesce(sum(events), 0) AS events,
                           coalesce(sum(used_bytes), 0) AS used_bytes
                      FROM newest WHERE app_id <> ?) s,
                   (SELECT max(taken_at) AS snapshot_at,
                           pg_database_size(current_database()) AS database_bytes,
                           NOT EXISTS (SELECT FROM consumer_offsets
                                        WHERE consumer = 'feed' AND NOT complete) AS complete
                      FROM newest) n,
                   (SELECT coalesce(sum(accepted), 0) AS accepted, coalesce(sum(removed), 0) AS removed,
                           count(DISTINCT kind) AS kinds
                      FROM kinds WHERE NOT kind = ANY(?)) k,
                   (SELECT coalesce(sum(accepted), 0) AS accepted_today,
                           coalesce(sum(removed), 0) AS removed_today
                      FROM daily_kinds WHERE day = ? AND NOT kind = ANY(?)) d,
                   (SELECT coalesce(sum(count), 0) AS rejected_today
                      FROM rejections WHERE day = ? AND NOT kind = ANY(?)) r,
                   (SELECT coalesce(sum(requests), 0) AS requests_today,
                           coalesce(sum(events_served), 0) AS served_today,
                           count(*) FILTER (WHERE address <> 'other') AS addresses_today
                      FROM daily_requests WHERE day = ?) q
             LIMIT 1\
            """,
            now.minus(SNAPSHOT_AGE_MAX),
            live.map(LiveStore::relay).orElse(NO_RELAY),
            withheld,
            today,
            withheld,
            today,
            withheld,
            today)
        .rows(
            questions,
            row ->
                new Overview(
                    row.getInt("relays") + (live.isPresent() ? 1 : 0),
                    row.getLong("events") + live.map(LiveStore::events).orElse(0L),
                    row.getLong("used_bytes") + live.map(LiveStore::usedBytes).orElse(0L),
                    row.getLong("database_bytes"),
                    row.findInstant("snapshot_at"),
                    row.getBoolean("complete") && live.map(LiveStore::complete).orElse(true),
                    row.getLong("accepted"),
                    row.getLong("removed"),
                    row.getInt("kinds"),
                    new Today(
                        today,
                        row.getLong("accepted_today"),
                        row.getLong("removed_today"),
                        row.getLong("rejected_today"),
                        row.getLong("requests_today"),
                        row.getLong("served_today"),
                        row.getLong("addresses_today"))))
        .getFirst();
  }

  /**
   * The events of an hour, day, week or month.
   *
   * @param start the beginning of the interval
   * @param complete whether it is over
   * @param sessions the number of different sessions; unknown for weeks and months, because the
   *     numbers of days do not add up
   * @param users the number of different users; unknown for weeks and months
   */
  public record Count(
      Instant start,
      boolean complete,
      String name,
      long count,
      OptionalLong sessions,
      OptionalLong users) {}

  /**
   * Returns counts of events by time and name. Days that are over come from the daily summary;
   * those that it does not have yet, including today, are counted for each question.
   *
   * @param name the only name to count; empty for all
   * @param withheld kinds whose events are left out where single events are counted: in hours, and
   *     in days that the summary does not have yet
   */
  public Page<Count> over(
      Period period, Interval interval, String name, PageRequest page, int... withheld) {
    boolean hours = interval == Interval.HOUR;
    Period.Span span = (hours ? period.within(HOURS_MAX) : period).whole(interval);
    PageRequest.Key key = page.after(Instant.EPOCH, "");
    Question query =
        hours
            ? new Question(
                "events by hour",
                """
                SELECT date_trunc('hour', "timestamp", 'UTC') AS start, event_name, count(*) AS count,
                       count(DISTINCT session_id) AS sessions, count(DISTINCT user_id) AS users
                  FROM analytics_events
                 WHERE "timestamp" >= ? AND "timestamp" < ? AND (? = '' OR event_name = ?)
                   AND (cardinality(?) = 0
                        OR coalesce((metadata ->> 'kind')::int, -1) <> ALL (?))
                 GROUP BY 1, 2
                HAVING (date_trunc('hour', "timestamp", 'UTC'), event_name) > (?, ?)
                 ORDER BY 1, 2 LIMIT ?\
                """,
                span.from(),
                span.to(),
                name,
                name,
                withheld,
                withheld,
                key.time(0),
                key.text(1),
                page.limit() + 1)
            : new Question(
                "events by day",
                DAYS
                    + """
                    SELECT * FROM (
                      SELECT date_trunc(?, date::timestamp) AT TIME ZONE 'UTC' AS start, event_name,
                             sum(event_count) AS count, sum(sessions) AS sessions, sum(users) AS users
                        FROM days GROUP BY 1, 2) buckets
                     WHERE (start, event_name) > (?, ?)
                     ORDER BY 1, 2 LIMIT ?\
                    """,
                span.firstDay(),
                span.endDay(),
                name,
                name,
                span.from(),
                span.to(),
                name,
                name,
                withheld,
                withheld,
                interval.spelling(),
                key.time(0),
                key.text(1),
                page.limit() + 1);
    Instant now = clock.instant();
    boolean distinct = hours || interval == Interval.DAY;
    List<Count> rows =
        query.rows(
            questions,
            row -> {
              Instant start = row.getInstant("start");
              return new Count(
                  start,
                  !interval.next(start).isAfter(now),
                  row.getString("event_name"),
                  row.getLong("count"),
                  distinct ? OptionalLong.of(row.getLong("sessions")) : OptionalLong.empty(),
                  distinct ? OptionalLong.of(row.getLong("users")) : OptionalLong.empty());
            });
    return Page.of(rows, page.limit(), row -> PageRequest.key(row.start(), row.name()));
  }

  /**
   * The counts by day; both parts are restricted by time, which is not possible with the view
   * {@code daily_analytics}.
   */
  private static final String DAYS =
      """
      WITH days AS (
        SELECT date, event_name, event_count, unique_sessions AS sessions, unique_users AS users
          FROM daily_analytics_summary
         WHERE date >= ? AND date < ? AND (? = '' OR event_name = ?)
      UNION ALL
        SELECT ("timestamp" AT TIME ZONE 'UTC')::date, event_name, count(*),
               count(DISTINCT session_id), count(DISTINCT user_id)
          FROM analytics_events
         WHERE "timestamp" >= greatest(?, (SELECT coalesce(max(date) + 1, '-infinity')::timestamp
                                                  AT TIME ZONE 'UTC' FROM daily_analytics_summary))
           AND "timestamp" < ? AND (? = '' OR event_name = ?)
           AND (cardinality(?) = 0 OR coalesce((metadata ->> 'kind')::int, -1) <> ALL (?))
         GROUP BY 1, 2)
      """;

  /**
   * The events of a kind in a period.
   *
   * @param accepted the number of events accepted
   * @param removed the number of events removed or replaced
   * @param lastAt the time of the last change in the period
   */
  public record KindCount(int kind, long accepted, long removed, Optional<Instant> lastAt) {}

  /**
   * Returns the events by kind, the most frequent first, in the days of a period.
   *
   * @param withheld kinds that are left out
   */
  public Page<KindCount> kinds(Period period, PageRequest page, int... withheld) {
    Period.Span span = period.whole(Interval.DAY);
    PageRequest.Key key = page.after(Long.MAX_VALUE, -1);
    List<KindCount> rows =
        new Question(
                "kinds",
                """
                SELECT c.*
                  FROM (SELECT kind, sum(accepted)::bigint AS accepted, sum(removed) AS removed,
                               max(last_at) AS last_at
                          FROM daily_kinds WHERE day >= ? AND day < ? AND NOT kind = ANY(?) GROUP BY kind) c
                 WHERE (-accepted, kind) > (-?, ?)
                 ORDER BY accepted DESC, kind LIMIT ?\
                """,
                span.firstDay(),
                span.endDay(),
                withheld,
                key.number(0),
                key.smallNumber(1),
                page.limit() + 1)
            .rows(
                questions,
                row ->
                    new KindCount(
                        row.getInt("kind"),
                        row.getLong("accepted"),
                        row.getLong("removed"),
                        row.findInstant("last_at")));
    return Page.of(rows, page.limit(), row -> PageRequest.key(row.accepted(), row.kind()));
  }
}
