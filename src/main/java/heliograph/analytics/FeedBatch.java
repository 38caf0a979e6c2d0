package heliograph.analytics;

import heliograph.database.Column;
import heliograph.database.Sql;
import heliograph.event.PublicKey;
import heliograph.store.FeedEntry;
import heliograph.store.FeedEntry.Cause;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * The rows for a part of the change feed: one for each change, dated by {@link ChangeTimes}, sums
 * by kind, changes of lists. Confined to one thread.
 */
final class FeedBatch {
  /** The number of tags of lists after which a batch ends. */
  private static final int TAGS_MAX = 20_000;

  private record DayKind(LocalDate day, int kind) {}

  private final UUID relayId;
  private final ChangeTimes times;
  private final long until;
  private final long oldest;
  private final long before;
  private final EventRows rows;
  private final Tally<DayKind> days = new Tally<>(3);
  private final Tally<Integer> kinds = new Tally<>(3);
  private final AuthorLists lists = new AuthorLists();
  private final Set<PublicKey> vanished = new HashSet<>();
  private long lastPut;
  private long seq;
  private int entries;

  /**
   * Creates an empty batch.
   *
   * @param from the time at which everything before had been read, in milliseconds since 1970
   * @param until the current time, in milliseconds since 1970
   * @param oldest the time before which rows are not kept but only counted
   * @param before {@link #lastPut} of the batch that this one continues; otherwise negative
   */
  FeedBatch(UUID relayId, long from, long until, long oldest, long before) {
    this.relayId = relayId;
    times = new ChangeTimes(from, until);
    this.until = until;
    this.oldest = oldest;
    this.before = before;
    lastPut = before;
    rows = new EventRows(relayId, until);
  }

  /**
   * Takes entries, as many as make a batch.
   *
   * <p>A list that is replaced appears as a removal and a put; between them the author would follow
   * nobody. So a batch does not end with such a removal if possible.
   */
  void take(List<FeedEntry> feed) {
    int end = feed.size();
    if (end > 1 && isReplacement(feed.get(end - 1))) {
      end--;
    }
    long[] at = times.of(feed.subList(0, end), before);
    while (entries < end && (lists.tags() < TAGS_MAX || isReplacement(feed.get(entries - 1)))) {
      add(feed.get(entries), at[entries]);
      entries++;
    }
  }

  private static boolean isReplacement(FeedEntry entry) {
    return entry instanceof FeedEntry.Removed removed && removed.cause() == Cause.REPLACED;
  }

  private void add(FeedEntry entry, long at) {
    seq = entry.seq();
    switch (entry) {
      case FeedEntry.Put(var number, var event) -> {
        lastPut = at;
        lists.put(event);
        String json = "{\"kind\":%d,\"bytes\":%d}".formatted(event.kind(), event.json().length);
        row("relay.event.accepted", at, event.pubkey(), event.kind(), 0, json);
      }
      case FeedEntry.PutSinceRemoved(var number, var id, var pubkey, var kind) ->
          row("relay.event.accepted", at, pubkey, kind, 0, "{\"kind\":%d}".formatted(kind));
      case FeedEntry.Removed(var number, var cause, var id, var pubkey, var kind) -> {
        lists.removed(id, pubkey, kind);
        if (cause == Cause.VANISHED) {
          vanished.add(pubkey);
        }
        String json =
            "{\"kind\":%d,\"cause\":\"%s\"}".formatted(kind, cause.name().toLowerCase(Locale.ROOT));
        row("relay.event.removed", at, pubkey, kind, 1, json);
      }
    }
  }

  private void row(String name, long at, PublicKey pubkey, int kind, int figure, String json) {
    DayKind day = new DayKind(EventRows.dayOf(at), kind);
    days.add(day, figure, 1);
    days.latest(day, 2, at);
    kinds.add(kind, figure, 1);
    kinds.latest(kind, 2, at);
    if (at >= oldest) {
      rows.add(name, at, null, pubkey.hex(), null, json);
    }
  }

  /** Returns the time of the last put in or before this batch; negative if there was none. */
  long lastPut() {
    return lastPut;
  }

  /** Returns the last change in this batch. */
  long seq() {
    return seq;
  }

  /** Writes everything, within the caller's transaction. */
  void write(Sql sql) {
    rows.write(sql);
    writeKinds(sql);
    lists.write(sql, EventRows.dayOf(until));
    if (!vanished.isEmpty()) {
      forget(sql);
    }
  }

  private void writeKinds(Sql sql) {
    sql.run(
        """
        INSERT INTO kinds AS t (app_id, kind, accepted, removed, last_at)
        SELECT ?, kind, accepted, removed, to_timestamp(at / 1000.0)
          FROM unnest(?::int[], ?::bigint[], ?::bigint[], ?::bigint[])
            AS r (kind, accepted, removed, at) ORDER BY 2
        ON CONFLICT (app_id, kind) DO UPDATE SET
          accepted = t.accepted + excluded.accepted,
          removed = t.removed + excluded.removed,
          last_at = greatest(t.last_at, excluded.last_at)\
        """,
        relayId,
        Column.of("int4", kinds.keys(kind -> kind)),
        Column.of("bigint", kinds.figure(0)),
        Column.of("bigint", kinds.figure(1)),
        Column.of("bigint", kinds.figure(2)));
    sql.run(
        """
        INSERT INTO daily_kinds AS t (day, app_id, kind, accepted, removed, last_at)
        SELECT day, ?, kind, accepted, removed, to_timestamp(at / 1000.0)
          FROM unnest(?::date[], ?::int[], ?::bigint[], ?::bigint[], ?::bigint[])
            AS r (day, kind, accepted, removed, at) ORDER BY 1, 3
        ON CONFLICT (day, app_id, kind) DO UPDATE SET
          accepted = t.accepted + excluded.accepted,
          removed = t.removed + excluded.removed,
          last_at = greatest(t.last_at, excluded.last_at)\
        """,
        relayId,
        Column.of("date", days.keys(row -> row.day)),
        Column.of("int4", days.keys(DayKind::kind)),
        Column.of("bigint", days.figure(0)),
        Column.of("bigint", days.figure(1)),
        Column.of("bigint", days.figure(2)));
  }

  /** Removes keys that have vanished (NIP-62) from the figures. */
  private void forget(Sql sql) {
    sql.run(
        """
        UPDATE analytics_events SET user_id = NULL
         WHERE user_id = ANY (?::text[]) AND "timestamp" >= ?\
        """,
        Column.of("text", vanished.stream().map(PublicKey::hex).toList()),
        Instant.ofEpochMilli(oldest));
    for (String table : List.of("req_analytics", "req_analytics_by_kind")) {
      sql.run(
          "DELETE FROM " + table + " WHERE pubkey = ANY (?::bytea[])",
          Column.of("bytea", vanished.stream().map(PublicKey::bytes).toList()));
    }
  }
}
