package heliograph.statistics;

import heliograph.event.Hex;
import heliograph.event.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/** Statistics of requests to the relays that share the database, and of refusals. Thread-safe. */
public final class RequestStatistics {
  private static final Duration HOURS_MAX = Duration.ofDays(31);

  private static final Descending<RequestedKeyEntity> KEYS =
      new Descending<>(
          RequestedKeyEntity.class, "SELECT r FROM RequestedKey r WHERE ", "requests", "pubkey");

  private static final Descending<RequestedKeyOfKindEntity> KEYS_OF_A_KIND =
      new Descending<>(
          RequestedKeyOfKindEntity.class,
          "SELECT r FROM RequestedKeyOfKind r WHERE r.kind = :kind AND ",
          "requests",
          "pubkey");

  private final Questions questions;
  private final Clock clock;

  RequestStatistics(Questions questions, Clock clock) {
    this.questions = questions;
    this.clock = clock;
  }

  /**
   * Refusals with the same verb, kind and reason.
   *
   * @param verb the verb of the message: EVENT, REQ …
   * @param kind the kind of the event, if there is one
   * @param lastAt the time of the last one in the period
   */
  public record Rejection(
      String verb, OptionalInt kind, String reason, long count, Instant lastAt) {}

  /**
   * Returns the refusals by verb, kind and reason, the most frequent first, in the days of a
   * period.
   *
   * @param withheld kinds that are left out
   */
  public Page<Rejection> rejections(Period period, PageRequest page, int... withheld) {
    Period.Span span = period.whole(Interval.DAY);
    PageRequest.Key key = page.after(Long.MAX_VALUE, "", Integer.MIN_VALUE, "");
    List<Rejection> rows =
        new Question(
                "rejections",
                """
                SELECT * FROM (
                  SELECT verb, kind, reason, sum(count)::bigint AS count, max(last_at) AS last_at
                    FROM rejections WHERE day >= ? AND day < ? AND NOT kind = ANY(?)
                   GROUP BY verb, kind, reason) sorts
                 WHERE (-count, verb, kind, reason) > (-?, ?, ?, ?)
                 ORDER BY count DESC, verb, kind, reason LIMIT ?\
                """,
                span.firstDay(),
                span.endDay(),
                withheld,
                key.number(0),
                key.text(1),
                key.smallNumber(2),
                key.text(3),
                page.limit() + 1)
            .rows(
                questions,
                row ->
                    new Rejection(
                        row.getString("verb"),
                        kind(row.getInt("kind")),
                        row.getString("reason"),
                        row.getLong("count"),
                        row.getInstant("last_at")));
    return Page.of(
        rows,
        page.limit(),
        row -> PageRequest.key(row.count(), row.verb(), row.kind().orElse(-1), row.reason()));
  }

  private static OptionalInt kind(int kind) {
    return kind < 0 ? OptionalInt.empty() : OptionalInt.of(kind);
  }

  /**
   * Requests in an hour, day, week or month.
   *
   * @param start the beginning of the interval
   * @param complete whether it is over
   * @param addresses the number of different addresses; unknown for weeks and months, because the
   *     numbers of days do not add up
   * @param furtherAddresses whether there were more addresses, too many to be counted individually
   */
  public record Requests(
      Instant start,
      boolean complete,
      long requests,
      long eventsServed,
      OptionalLong addresses,
      boolean furtherAddresses) {}

  /**
   * Returns the numbers of requests and of their addresses, by time, without intervals that have
   * none.
   */
  public Page<Requests> requests(Period period, Interval interval, PageRequest page) {
    boolean hours = interval == Interval.HOUR;
    Period.Span span = (hours ? period.within(HOURS_MAX) : period).whole(interval);
    Instant after = page.after(Instant.EPOCH).time(0);
    Instant from = after.isBefore(span.from()) ? span.from() : interval.next(after);
    Question query =
        hours
            ? new Question(
                "requests by hour",
                """
                SELECT hour AS start, sum(requests) AS requests, sum(events_served) AS events_served,
                       count(*) FILTER (WHERE address <> 'other') AS addresses,
                       bool_or(address = 'other') AS further
                  FROM hourly_requests WHERE hour >= ? AND hour < ?
                 GROUP BY 1 ORDER BY 1 LIMIT ?\
                """,
                from,
                span.to(),
                page.limit() + 1)
            : days(interval, new Period.Span(from, span.to()), page.limit() + 1);
    Instant now = clock.instant();
    boolean distinct = hours || interval == Interval.DAY;
    List<Requests> rows =
        query.rows(
            questions,
            row -> {
              Instant start = row.getInstant("start");
              return new Requests(
                  start,
                  !interval.next(start).isAfter(now),
                  row.getLong("requests"),
                  row.getLong("events_served"),
                  distinct ? OptionalLong.of(row.getLong("addresses")) : OptionalLong.empty(),
                  row.getBoolean("further"));
            });
    return Page.of(rows, page.limit(), row -> PageRequest.key(row.start()));
  }

  /**
   * Returns the question for whole days: those of the summary, and those that it does not have yet.
   */
  private static Question days(Interval interval, Period.Span span, int wanted) {
    return new Question(
        "requests by day",
        """
        WITH days AS (
          SELECT day, requests, events_served, addresses, further
            FROM daily_requests_summary WHERE day >= ? AND day < ?
        UNION ALL
          SELECT day, sum(requests), sum(events_served), count(*) FILTER (WHERE address <> 'other'),
                 bool_or(address = 'other')
            FROM daily_requests
           WHERE day >= greatest(?, (SELECT coalesce(max(day) + 1, '-infinity')
                                       FROM daily_requests_summary))
             AND day < ?
           GROUP BY day)
        SELECT date_trunc(?, day::timestamp) AT TIME ZONE 'UTC' AS start, sum(requests) AS requests,
               sum(events_served) AS events_served, sum(addresses) AS addresses,
               bool_or(further) AS further
          FROM days GROUP BY 1 ORDER BY 1 LIMIT ?\
        """,
        span.firstDay(),
        span.endDay(),
        span.firstDay(),
        span.endDay(),
        interval.spelling(),
        wanted);
  }

  /**
   * The number of requests that named a key.
   *
   * @param requests the number of requests since counting began
   */
  public record Requested(PublicKey pubkey, long requests, Instant lastAt) {
    static Requested of(byte[] key, long requests, OffsetDateTime lastAt) {
      return new Requested(PublicKey.parse(Hex.encode(key)), requests, lastAt.toInstant());
    }
  }

  /** The kind of requests that name no kind. */
  public static final int NO_KIND = -1;

  /** Returns the most requested keys. */
  public Page<Requested> topRequested(PageRequest page) {
    return requested(page, KEYS, RequestedKeyEntity::value, Map.of());
  }

  /**
   * Returns the keys whose events of a kind are most requested; {@link #NO_KIND} for requests
   * without kinds.
   */
  public Page<Requested> topRequested(int kind, PageRequest page) {
    return requested(page, KEYS_OF_A_KIND, RequestedKeyOfKindEntity::value, Map.of("kind", kind));
  }

  private <E> Page<Requested> requested(
      PageRequest page,
      Descending<E> list,
      Function<E, Requested> value,
      Map<String, Object> parameters) {
    PageRequest.Key key = page.after(Long.MAX_VALUE, "");
    List<Requested> rows =
        questions.askEntities(
            "top requested",
            entities ->
                list
                    .after(
                        entities,
                        parameters,
                        key.number(0),
                        Optional.<Object>of(bytes(key.text(1)))
                            .filter(any -> !page.after().isEmpty()),
                        page.limit() + 1)
                    .stream()
                    .map(value)
                    .toList());
    return Page.of(rows, page.limit(), row -> PageRequest.key(row.requests(), row.pubkey().hex()));
  }

  private static byte[] bytes(String hex) {
    if (!hex.matches("([0-9a-f]{64})?")) {
      throw new QuestionException("after must be the next of the page before");
    }
    return HexFormat.of().parseHex(hex);
  }
}
