package heliograph.analytics;

import heliograph.database.Columns;
import heliograph.database.Database;
import heliograph.event.NostrEvent;
import heliograph.store.EventWalk;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Makes lists and sums by kind anew from the whole store, where the feed cannot lead from what is
 * kept to what is stored. Rows of single events are not made up for: what the feed has lost is lost
 * to them. Confined to one thread.
 */
final class ListRebuild {
  private static final int TAGS_MAX = 20_000;

  private final Database database;
  private final Offsets offsets;
  private final UUID appId;
  private final Clock clock;
  private final BooleanSupplier stopped;
  private final Map<Integer, Long> stored = new TreeMap<>();
  private AuthorLists lists = new AuthorLists();
  private boolean alone;

  ListRebuild(
      Database database, Offsets offsets, UUID appId, Clock clock, BooleanSupplier stopped) {
    this.database = database;
    this.offsets = offsets;
    this.appId = appId;
    this.clock = clock;
    this.stopped = stopped;
  }

  /**
   * Walks over the store and moves the cursor.
   *
   * @param before where the cursor is
   * @param seq the newest change when the walk begins
   */
  void run(EventWalk store, Offsets.Place before, long seq) {
    long began = clock.millis();
    alone = database.write("rebuild", this::begin);
    lists = new AuthorLists(alone);
    store.forEach(seq, this::take);
    flush();
    database.write(
        "rebuild",
        connection -> {
          if (alone) {
            sweep(connection);
          }
          writeKinds(connection);
          offsets.move(connection, before.seq(), seq, began);
          return seq;
        });
  }

  /** True if no other relay keeps its lists here: then what the store lacks is gone. */
  private boolean begin(Connection connection) throws SQLException {
    execute(
        connection,
        "CREATE UNLOGGED TABLE IF NOT EXISTS list_seen (event_id bytea PRIMARY KEY);"
            + " TRUNCATE list_seen");
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT NOT EXISTS"
                + " (SELECT FROM consumer_offsets WHERE consumer = ? AND instance <> ?)")) {
      select.setString(1, offsets.consumer());
      select.setObject(2, appId);
      try (ResultSet row = select.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
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
    database.write(
        "rebuild",
        connection -> {
          full.write(connection, EventRows.dayOf(clock.millis()));
          try (Columns mark =
              new Columns(
                  connection,
                  "INSERT INTO list_seen SELECT * FROM unnest(?::bytea[]) ON CONFLICT DO NOTHING")) {
            return mark.column("bytea", full.ids()).run();
          }
        });
  }

  /** Removes lists that the store no longer has. */
  private void sweep(Connection connection) throws SQLException {
    execute(
        connection,
        """
        CREATE TEMP TABLE list_gone ON COMMIT DROP AS
          SELECT account, kind FROM author_list l
           WHERE NOT EXISTS (SELECT FROM list_seen s WHERE s.event_id = l.event_id)\
        """);
    for (ListKind list : ListKind.values()) {
      execute(
          connection,
          "DELETE FROM "
              + list.table()
              + " WHERE source IN (SELECT account FROM list_gone WHERE kind = "
              + list.kind()
              + ')');
    }
    execute(
        connection,
        """
        DELETE FROM author_list l USING list_gone g
         WHERE l.account = g.account AND l.kind = g.kind;
        DROP TABLE list_seen\
        """);
  }

  /** What is stored is known again; what has been removed meanwhile is not. */
  private void writeKinds(Connection connection) throws SQLException {
    execute(connection, "UPDATE kinds SET accepted = removed WHERE app_id = '" + appId + "'");
    try (Columns insert =
        new Columns(
            connection,
            """
            INSERT INTO kinds AS t (app_id, kind, accepted, last_at)
            SELECT ?, kind, n, ? FROM unnest(?::int[], ?::bigint[]) AS r (kind, n)
            ON CONFLICT (app_id, kind) DO UPDATE SET accepted = t.removed + excluded.accepted\
            """)) {
      insert
          .value(appId)
          .value(new Timestamp(clock.millis()))
          .column("int4", stored.keySet())
          .column("bigint", stored.values())
          .run();
    }
  }

  private static boolean execute(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      return statement.execute();
    }
  }
}
