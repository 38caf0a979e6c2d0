package heliograph.analytics;

import heliograph.analytics.RequestRing.Noted;
import heliograph.database.Column;
import heliograph.database.Sql;
import heliograph.event.PublicKey;
import heliograph.metrics.RequestLog;
import heliograph.metrics.RequestLog.Happening;
import heliograph.metrics.RequestLog.Verb;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * The rows for a number of happenings: a row each, and sums by address, key, kind and reason. The
 * sums are added in an order that all relays share, so that they do not deadlock. Confined to one
 * thread.
 */
final class RequestBatch {
  /** The number of authors of a filter among which pairs are counted: 190 pairs at most. */
  private static final int PAIRED_MAX = 20;

  /**
   * The maximum number of pairs that a batch counts; beyond, filters of many authors are sampled.
   */
  private static final int PAIRS_MAX = 2_000;

  /**
   * The maximum number of kinds of a filter that are in its row, and are counted for each author.
   */
  private static final int KINDS_MAX = 10;

  private record AddressTime(long time, String address) {}

  private record DayKind(LocalDate day, int kind) {}

  /**
   * A key and a kind. Comparable, so that a hash map is fast even if a client makes keys collide.
   */
  private record KeyKind(PublicKey key, int kind) implements Comparable<KeyKind> {
    @Override
    public int compareTo(KeyKind other) {
      int order = key.compareTo(other.key);
      return order != 0 ? order : Integer.compare(kind, other.kind);
    }
  }

  /** A pair of keys. Comparable, so that a hash map is fast even if a client makes keys collide. */
  private record Pair(PublicKey a, PublicKey b) implements Comparable<Pair> {
    @Override
    public int compareTo(Pair other) {
      int order = a.compareTo(other.a);
      return order != 0 ? order : b.compareTo(other.b);
    }
  }

  private record Refusal(LocalDate day, String verb, int kind, String reason) {}

  private final Addresses addresses;
  private final String session;
  private final EventRows rows;
  private final Tally<AddressTime> hours = new Tally<>(2);
  private final Tally<AddressTime> days = new Tally<>(2);
  private final Tally<DayKind> kinds = new Tally<>(1);
  private final Tally<PublicKey> keys = new Tally<>(2);
  private final Tally<KeyKind> keyKinds = new Tally<>(2);
  private final Tally<Pair> pairs = new Tally<>(2);
  private final Tally<Refusal> refusals = new Tally<>(2);

  /**
   * Creates an empty batch.
   *
   * @param session the prefix of connection numbers, which distinguishes them from those of other
   *     runs and relays
   */
  RequestBatch(UUID relayId, Addresses addresses, String session, long now) {
    this.addresses = addresses;
    this.session = session;
    rows = new EventRows(relayId, now);
  }

  /** Counts a happening. */
  void add(Noted noted) {
    long at = noted.at();
    Happening happening = noted.happening();
    String address = addresses.kept(happening.address());
    switch (happening) {
      case RequestLog.Opened(var from, var number) ->
          rows.add("relay.conn.open", at, address, null, session + number, "{}");
      case RequestLog.Closed(var from, var number) ->
          rows.add("relay.conn.close", at, address, null, session + number, "{}");
      case RequestLog.Asked(var from, var number, var verb, var filters) -> {
        rows.add(nameOf(verb), at, address, null, session + number, describe(filters));
        count(at, address, 1, 0);
        count(at, filters);
      }
      case RequestLog.Served(var from, var events) -> count(at, address, 0, events);
      case RequestLog.Refused(var from, var verb, var kind, var reason) ->
          refused(at, address, verb, kind, reason);
      case RequestLog.PassedOn(var from, var kind) ->
          rows.add("relay.event.ephemeral", at, address, null, null, kindJson(kind));
    }
  }

  private static String nameOf(Verb verb) {
    return "relay." + verb.name().toLowerCase(Locale.ROOT);
  }

  private static String kindJson(int kind) {
    return "{\"kind\":" + kind + "}";
  }

  private void refused(long at, String address, Verb verb, int kind, String reason) {
    boolean duplicate = reason.equals("duplicate");
    String name =
        verb != Verb.EVENT
            ? "relay.request.rejected"
            : duplicate ? "relay.event.duplicate" : "relay.event.rejected";
    String json =
        "{\"kind\":%d,\"reason\":\"%s\",\"verb\":\"%s\"}".formatted(kind, reason, verb.name());
    rows.add(name, at, address, null, null, json);
    if (!duplicate) {
      Refusal refusal = new Refusal(EventRows.dayOf(at), verb.name(), kind, reason);
      refusals.add(refusal, 0, 1);
      refusals.latest(refusal, 1, at);
    }
  }

  private void count(long at, String address, int requests, int served) {
    LocalDate day = EventRows.dayOf(at);
    String counted = addresses.counted(address, day);
    AddressTime hour = new AddressTime(EventRows.hourOf(at), counted);
    hours.add(hour, 0, requests);
    hours.add(hour, 1, served);
    AddressTime whole = new AddressTime(day.toEpochDay(), counted);
    days.add(whole, 0, requests);
    days.add(whole, 1, served);
  }

  private void count(long at, RequestLog.Filters filters) {
    LocalDate day = EventRows.dayOf(at);
    for (int f = 0; f < filters.size(); f++) {
      int named = filters.kinds(f);
      for (int k = 0; k < named; k++) {
        kinds.add(new DayKind(day, filters.kind(f, k)), 0, 1);
      }
      if (named < 0) {
        kinds.add(new DayKind(day, -1), 0, 1);
      }
      for (int i = 0; i < filters.authors(f); i++) {
        PublicKey key = author(filters, f, i);
        keys.add(key, 0, 1);
        keys.latest(key, 1, at);
        for (int k = 0; k < Math.clamp(named, 1, KINDS_MAX); k++) {
          KeyKind keyKind = new KeyKind(key, named <= 0 ? -1 : filters.kind(f, k));
          keyKinds.add(keyKind, 0, 1);
          keyKinds.latest(keyKind, 1, at);
        }
      }
      pair(at, filters, f);
    }
  }

  /**
   * Counts the pairs of a filter's authors. Of many authors, it takes some in a row from a random
   * start, because authors are sorted and low keys must not be preferred.
   */
  private void pair(long at, RequestLog.Filters filters, int f) {
    int authors = filters.authors(f);
    int paired = Math.min(PAIRED_MAX, authors);
    int first = authors > paired ? ThreadLocalRandom.current().nextInt(authors - paired + 1) : 0;
    for (int i = first; i < first + paired; i++) {
      for (int j = i + 1; j < first + paired && pairs.size() < PAIRS_MAX; j++) {
        PublicKey one = author(filters, f, i);
        PublicKey other = author(filters, f, j);
        Pair pair = one.compareTo(other) < 0 ? new Pair(one, other) : new Pair(other, one);
        pairs.add(pair, 0, 1);
        pairs.latest(pair, 1, at);
      }
    }
  }

  private static PublicKey author(RequestLog.Filters filters, int f, int i) {
    return new PublicKey(
        filters.author(f, i, 0),
        filters.author(f, i, 1),
        filters.author(f, i, 2),
        filters.author(f, i, 3));
  }

  private static String describe(RequestLog.Filters filters) {
    StringBuilder json = new StringBuilder("{\"filters\":").append(filters.size());
    int authors = 0;
    StringBuilder shown = new StringBuilder();
    int count = 0;
    for (int f = 0; f < filters.size(); f++) {
      authors += filters.authors(f);
      for (int k = 0; k < filters.kinds(f) && count < KINDS_MAX; k++, count++) {
        shown.append(count > 0 ? "," : "").append(filters.kind(f, k));
      }
    }
    return json.append(",\"authors\":")
        .append(authors)
        .append(",\"kinds\":[")
        .append(shown)
        .append("]}")
        .toString();
  }

  /** Writes everything, within the caller's transaction. */
  void write(Sql sql) {
    rows.write(sql);
    if (!hours.isEmpty()) {
      writeAddresses(
          sql,
          "hourly_requests",
          "hour",
          "timestamptz",
          hours,
          row -> Instant.ofEpochMilli(row.time));
      writeAddresses(
          sql, "daily_requests", "day", "date", days, row -> LocalDate.ofEpochDay(row.time));
    }
    if (!kinds.isEmpty()) {
      writeKinds(sql);
    }
    if (!keys.isEmpty()) {
      writeKeys(sql);
      writePairs(sql);
    }
    if (!refusals.isEmpty()) {
      writeRefusals(sql);
    }
  }

  private static void writeAddresses(
      Sql sql,
      String table,
      String column,
      String type,
      Tally<AddressTime> tally,
      Function<AddressTime, Object> time) {
    String text =
        """
        INSERT INTO %1$s (%2$s, address, requests, events_served)
        SELECT * FROM unnest(?::%3$s[], ?::text[], ?::bigint[], ?::bigint[]) ORDER BY 1, 2
        ON CONFLICT (%2$s, address) DO UPDATE SET
          requests = %1$s.requests + excluded.requests,
          events_served = %1$s.events_served + excluded.events_served\
        """
            .formatted(table, column, type);
    sql.run(
        text,
        Column.of(type, tally.keys(time)),
        Column.of("text", tally.keys(AddressTime::address)),
        Column.of("bigint", tally.figure(0)),
        Column.of("bigint", tally.figure(1)));
  }

  private void writeKinds(Sql sql) {
    sql.run(
        """
        INSERT INTO daily_request_kinds AS t (day, kind, requests)
        SELECT * FROM unnest(?::date[], ?::int[], ?::bigint[]) ORDER BY 1, 2
        ON CONFLICT (day, kind) DO UPDATE SET requests = t.requests + excluded.requests\
        """,
        Column.of("date", kinds.keys(row -> row.day)),
        Column.of("int4", kinds.keys(DayKind::kind)),
        Column.of("bigint", kinds.figure(0)));
  }

  private void writeKeys(Sql sql) {
    sql.run(
        """
        INSERT INTO req_analytics AS t (pubkey, total_requests, last_request)
        SELECT key, n, to_timestamp(at / 1000.0)
          FROM unnest(?::bytea[], ?::bigint[], ?::bigint[]) AS r (key, n, at) ORDER BY 1
        ON CONFLICT (pubkey) DO UPDATE SET
          total_requests = t.total_requests + excluded.total_requests,
          last_request = greatest(t.last_request, excluded.last_request)\
        """,
        Column.of("bytea", keys.keys(PublicKey::bytes)),
        Column.of("bigint", keys.figure(0)),
        Column.of("bigint", keys.figure(1)));
    sql.run(
        """
        INSERT INTO req_analytics_by_kind AS t (pubkey, kind, request_count, last_request)
        SELECT key, kind, n, to_timestamp(at / 1000.0)
          FROM unnest(?::bytea[], ?::int[], ?::bigint[], ?::bigint[]) AS r (key, kind, n, at)
         ORDER BY 1, 2
        ON CONFLICT (pubkey, kind) DO UPDATE SET
          request_count = t.request_count + excluded.request_count,
          last_request = greatest(t.last_request, excluded.last_request)\
        """,
        Column.of("bytea", keyKinds.keys(row -> row.key.bytes())),
        Column.of("int4", keyKinds.keys(KeyKind::kind)),
        Column.of("bigint", keyKinds.figure(0)),
        Column.of("bigint", keyKinds.figure(1)));
  }

  private void writePairs(Sql sql) {
    sql.run(
        """
        INSERT INTO req_cooccurrence AS t (a, b, count, last_seen)
        SELECT a, b, n, to_timestamp(at / 1000.0)
          FROM unnest(?::bytea[], ?::bytea[], ?::bigint[], ?::bigint[]) AS r (a, b, n, at)
         ORDER BY 1, 2
        ON CONFLICT (a, b) DO UPDATE SET
          count = t.count + excluded.count,
          last_seen = greatest(t.last_seen, excluded.last_seen)\
        """,
        Column.of("bytea", pairs.keys(row -> row.a.bytes())),
        Column.of("bytea", pairs.keys(row -> row.b.bytes())),
        Column.of("bigint", pairs.figure(0)),
        Column.of("bigint", pairs.figure(1)));
  }

  private void writeRefusals(Sql sql) {
    sql.run(
        """
        INSERT INTO rejections AS t (day, verb, kind, reason, count, last_at)
        SELECT day, verb, kind, reason, n, to_timestamp(at / 1000.0)
          FROM unnest(?::date[], ?::text[], ?::int[], ?::text[], ?::bigint[], ?::bigint[])
            AS r (day, verb, kind, reason, n, at) ORDER BY 1, 2, 3, 4
        ON CONFLICT (day, verb, kind, reason) DO UPDATE SET
          count = t.count + excluded.count,
          last_at = greatest(t.last_at, excluded.last_at)\
        """,
        Column.of("date", refusals.keys(row -> row.day)),
        Column.of("text", refusals.keys(Refusal::verb)),
        Column.of("int4", refusals.keys(Refusal::kind)),
        Column.of("text", refusals.keys(Refusal::reason)),
        Column.of("bigint", refusals.figure(0)),
        Column.of("bigint", refusals.figure(1)));
  }
}
