package heliograph.analytics;

import heliograph.database.Column;
import heliograph.database.Sql;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Rows for {@code analytics_events}, written in one statement. Their ids grow with time (UUID
 * version 7), so that they are added at the end of the primary key's index. Confined to one thread.
 */
final class EventRows {
  private static final long DAY = 86_400_000;

  private final UUID relayId;
  private final long now;
  private final List<UUID> ids = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<@Nullable String> addresses = new ArrayList<>();
  private final List<@Nullable String> users = new ArrayList<>();
  private final List<@Nullable String> sessions = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private final List<String> metadata = new ArrayList<>();
  private final TreeSet<Long> days = new TreeSet<>();

  /**
   * Creates an empty batch of rows.
   *
   * @param now milliseconds since 1970, which decides the days that are over
   */
  EventRows(UUID relayId, long now) {
    this.relayId = relayId;
    this.now = now;
  }

  /**
   * Adds a row.
   *
   * @param at milliseconds since 1970
   * @param json the metadata as JSON
   */
  void add(
      String name,
      long at,
      @Nullable String address,
      @Nullable String user,
      @Nullable String session,
      String json) {
    ids.add(idAt(at));
    names.add(name);
    addresses.add(address);
    users.add(user);
    sessions.add(session);
    times.add(at);
    metadata.add(json);
    days.add(Math.floorDiv(at, DAY));
  }

  private static UUID idAt(long at) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(
        at << 16 | 0x7000 | random.nextLong() & 0x0fff,
        random.nextLong() >>> 2 | 0x8000_0000_0000_0000L);
  }

  int size() {
    return ids.size();
  }

  /** Writes all rows, and marks days that are over to be summarized again. */
  void write(Sql sql) {
    if (ids.isEmpty()) {
      return;
    }
    sql.run(
        """
        INSERT INTO analytics_events
          (id, app_id, event_name, ip_address, user_id, session_id, "timestamp", metadata)
        SELECT id, ?, name, address, account, session, to_timestamp(at / 1000.0::float8), metadata::jsonb
          FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[])
            AS r (id, name, address, account, session, at, metadata)\
        """,
        relayId,
        Column.of("uuid", ids),
        Column.of("text", names),
        Column.of("text", addresses),
        Column.of("text", users),
        Column.of("text", sessions),
        Column.of("bigint", times),
        Column.of("text", metadata));
    markOldDays(sql);
  }

  /**
   * Locks each mark, even an existing one, until these rows are visible; see {@link DailySummary}.
   */
  private void markOldDays(Sql sql) {
    List<LocalDate> old = new ArrayList<>();
    days.headSet(Math.floorDiv(now, DAY) - 1).forEach(day -> old.add(LocalDate.ofEpochDay(day)));
    if (!old.isEmpty()) {
      sql.run(
          """
          INSERT INTO summary_dirty SELECT * FROM unnest(?::date[]) ORDER BY 1
          ON CONFLICT (date) DO UPDATE SET date = excluded.date\
          """,
          Column.of("date", old));
    }
  }

  /** Returns the day, in UTC, of a time in milliseconds. */
  static LocalDate dayOf(long at) {
    return LocalDate.ofEpochDay(Math.floorDiv(at, DAY));
  }

  /** Returns the beginning of the hour of a time, in milliseconds. */
  static long hourOf(long at) {
    return Math.floorDiv(at, 3_600_000) * 3_600_000;
  }
}
