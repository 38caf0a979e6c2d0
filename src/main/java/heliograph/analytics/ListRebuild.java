package heliograph.analytics;

import heliograph.database.Column;
import heliograph.database.Database;
import heliograph.database.Sql;
import heliograph.event.NostrEvent;
import heliograph.store.EventWalk;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Rebuilds lists and sums by kind from the whole store, where the feed no longer has all changes
 * since the cursor. Rows of single events are not rebuilt: changes that the feed has lost are
 * missing in them. Confined to one thread.
 */
final class ListRebuild {
  private static final int TAGS_MAX = 20_000;

  private final Database database;
  private final Offsets offsets;
  private final UUID relayId;
  private final Clock clock;
  private final BooleanSupplier stopped;
  private final Map<Integer, Long> stored = new TreeMap<>();
  private AuthorLists lists = new AuthorLists();
  private boolean alone;

  ListRebuild(
      Database database, Offsets offsets, UUID relayId, Clock clock, BooleanSupplier stopped) {
    this.database = database;
    this.offsets = offsets;
    this.relayId = relayId;
    this.clock = clock;
    this.stopped = stopped;
  }

  /**
   * Walks over the store and moves the cursor.
   *
   * @param before the position of the cursor
   * @param seq the newest change at the beginning of the walk
   */
  void run(EventWalk store, Offsets.Place before, long seq) {
    long began = clock.millis();
    alone = database.onPrimary("rebuild", this::begin);
    lists = new AuthorLists(alone);
    store.forEach(seq, this::take);
    flush();
    database.onPrimary(
        "rebuild",
        sql -> {
          if (alone) {
            sweep(sql);
          }
          writeKinds(sql);
          offsets.move(sql, before.seq(), seq, began, true);
          return seq;
        });
  }

  /**
   * Returns true if no other relay keeps its lists here, so that lists which the store lacks can be
   * removed.
   */
  private boolean begin(Sql sql) {
    sql.run(
        "CREATE UNLOGGED TABLE IF NOT EXISTS list_seen (event_id bytea PRIMARY KEY);"
            + " TRUNCATE list_seen");
    return sql.query(
            """
            SELECT NOT EXISTS
              (SELECT FROM consumer_offsets WHERE consumer = ? AND instance <> ?)\
            """,
            offsets.consumer(),
            relayId)
        .one(row -> row.getBoolean(1));
  }

  private void take(NostrEvent event) {
    if (stopped.getAsBoolean()) {
      throw new CancellationException("the relay stops");
    }
    stored.merge(event.kind(), 1L, Long::sum);
    if (ListKind.of(event.kind()) != null) {
      lists.put(event);
      if (lists.tags() >= TAGS_MAX) {
        flush();
      }
    }
  }

  private void flush() {
    AuthorLists full = lists;
    lists = new AuthorLists(alone);
    database.onPrimary(
        "rebuild",
        sql -> {
          full.write(sql, EventRows.dayOf(clock.millis()));
          offsets.touch(sql);
          return sql.run(
              "INSERT INTO list_seen SELECT * FROM unnest(?::bytea[]) ON CONFLICT DO NOTHING",
              Column.of("bytea", full.ids()));
        });
  }

  /** Removes lists that the store no longer has. */
  private void sweep(Sql sql) {
    sql.run(
        """
        CREATE TEMP TABLE list_gone ON COMMIT DROP AS
          SELECT account, kind FROM author_list l
           WHERE NOT EXISTS (SELECT FROM list_seen s WHERE s.event_id = l.event_id)\
        """);
    for (ListKind list : ListKind.values()) {
      sql.run(
          "DELETE FROM "
              + list.table()
              + " WHERE source IN (SELECT account FROM list_gone WHERE kind = "
              + list.kind()
              + ')');
    }
    sql.run(
        """
        DELETE FROM author_list l USING list_gone g
         WHERE l.account = g.account AND l.kind = g.kind;
        DROP TABLE list_seen\
        """);
  }

  /**
   * Writes the sums by kind. Stored events are counted again; removals in the gap are not known.
   */
  private void writeKinds(Sql sql) {
    sql.run("UPDATE kinds SET accepted = removed WHERE app_id = ?", relayId);
    sql.run(
        """
        INSERT INTO kinds AS t (app_id, kind, accepted, last_at)
        SELECT ?, kind, n, ? FROM unnest(?::int[], ?::bigint[]) AS r (kind, n)
        ON CONFLICT (app_id, kind) DO UPDATE SET accepted = t.removed + excluded.accepted\
        """,
        relayId,
        Instant.ofEpochMilli(clock.millis()),
        Column.of("int4", stored.keySet()),
        Column.of("bigint", stored.values()));
  }
}
