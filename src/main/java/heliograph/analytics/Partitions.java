package heliograph.analytics;

import heliograph.database.Sql;
import heliograph.database.SqlException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The monthly partitions of {@code analytics_events}. Existing partitions and their bounds are read
 * from the catalogue, not from names. Statements that must lock the table fail after {@code
 * lock_timeout} and are tried again, so that no writer waits long for maintenance. Months are in
 * UTC.
 */
final class Partitions {
  private static final String DEFAULT = "analytics_events_default";
  private static final int ATTEMPTS = 3;
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final DateTimeFormatter BOUND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssX");

  /** The partition of a month. */
  record Month(String table, OffsetDateTime from, OffsetDateTime to) {}

  private final Sql sql;
  private final Clock clock;

  /**
   * Creates the partitions over a connection that commits each statement.
   *
   * @param clock the clock for the current month
   */
  Partitions(Sql sql, Clock clock) {
    this.sql = sql;
    this.clock = clock;
  }

  private YearMonth now() {
    return YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC));
  }

  private static OffsetDateTime begin(YearMonth month) {
    return month.atDay(1).atStartOfDay().atOffset(ZoneOffset.UTC);
  }

  /** Returns all months, oldest first, without the default partition. */
  List<Month> months() {
    return sql.query(
            """
            SELECT name, bounds[1]::timestamptz, bounds[2]::timestamptz FROM (
              SELECT c.relname AS name,
                     regexp_match(pg_get_expr(c.relpartbound, c.oid),
                                  'FROM \\(''(.*)''\\) TO \\(''(.*)''\\)') AS bounds
                FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
               WHERE i.inhparent = 'analytics_events'::regclass) p
             WHERE bounds IS NOT NULL ORDER BY 2\
            """)
        .list(row ->
            new Month(
                row.getString(1),
                row.getObject(2, OffsetDateTime.class),
                row.getObject(3, OffsetDateTime.class)));
  }

  /** Returns this month and those ahead, and the months of rows in the default partition. */
  private Set<YearMonth> wanted(int ahead, int keep) {
    Set<YearMonth> wanted = new TreeSet<>();
    for (int i = 0; i <= ahead; i++) {
      wanted.add(now().plusMonths(i));
    }
    sql.query("SELECT DISTINCT date_trunc('month', \"timestamp\", 'UTC') FROM " + DEFAULT)
        .each(row -> {
          YearMonth month = YearMonth.from(row.getInstant(1).atOffset(ZoneOffset.UTC));
          if (!month.isBefore(now().minusMonths(keep)) && !month.isAfter(now().plusMonths(ahead))) {
            wanted.add(month);
          }
        });
    return wanted;
  }

  /**
   * Creates the missing partitions: of this month and those ahead, and for rows that are in the
   * default partition because theirs is missing. Returns their names.
   *
   * @param keep the number of months before this one that get a partition
   * @param dry whether to return only what would be created
   */
  List<String> create(int ahead, int keep, boolean dry) {
    Set<OffsetDateTime> there = months().stream().map(Month::from).collect(Collectors.toSet());
    List<String> made = new ArrayList<>();
    for (YearMonth month : wanted(ahead, keep)) {
      if (!there.contains(begin(month))) {
        String table = "analytics_events_" + month.toString().replace('-', '_');
        if (!dry) {
          patiently(() -> create(table, month));
        }
        made.add(table);
      }
    }
    if (!dry) {
      moveHotIndex();
    }
    return made;
  }

  /**
   * Creates a separate table, moves the rows of the month from the default partition, and attaches
   * it. The default partition is locked before the move, so that no row arrives in between; the
   * check constraint spares PostgreSQL a scan of the rows.
   */
  private void create(String table, YearMonth month) {
    String from = BOUND.format(begin(month));
    String to = BOUND.format(begin(month.plusMonths(1)));
    String within = "\"timestamp\" >= '%s' AND \"timestamp\" < '%s'".formatted(from, to);
    inTransaction(
        "LOCK TABLE " + DEFAULT + " IN ACCESS EXCLUSIVE MODE",
        "CREATE TABLE %s (LIKE analytics_events INCLUDING DEFAULTS)".formatted(table),
        "ALTER TABLE %s ADD CONSTRAINT month_check CHECK (%s)".formatted(table, within),
        "WITH moved AS (DELETE FROM %s WHERE %s RETURNING *) INSERT INTO %s SELECT * FROM moved"
            .formatted(DEFAULT, within, table),
        "ALTER TABLE analytics_events ATTACH PARTITION %s FOR VALUES FROM ('%s') TO ('%s')"
            .formatted(table, from, to),
        "ALTER TABLE %s DROP CONSTRAINT month_check".formatted(table));
  }

  /**
   * Keeps the plain index by time on this month and the one before; older months are rarely
   * queried.
   */
  private void moveHotIndex() {
    OffsetDateTime hotFrom = begin(now().minusMonths(1));
    OffsetDateTime hotTo = begin(now().plusMonths(1));
    for (Month month : months()) {
      boolean hot = !month.from.isBefore(hotFrom) && month.from.isBefore(hotTo);
      String index = month.table + "_hot";
      if (!hot) {
        patiently(() -> sql.run("DROP INDEX IF EXISTS " + index));
      } else if (count(
              "pg_index WHERE indisvalid AND indexrelid = to_regclass('%s')".formatted(index))
          == 0) {
        patiently(() -> {
          sql.run("DROP INDEX IF EXISTS " + index); // left by an attempt that failed
          sql.run(
              "CREATE INDEX CONCURRENTLY %s ON %s (\"timestamp\" DESC)"
                  .formatted(index, month.table));
        });
      }
    }
  }

  /**
   * Drops the months that ended {@code keep} whole months ago or before, and rows of that age in
   * the default partition. Returns what was dropped.
   *
   * @param dry whether to return only what would be dropped
   */
  List<String> drop(int keep, boolean dry) {
    OffsetDateTime limit = begin(now().minusMonths(keep));
    List<String> dropped = new ArrayList<>();
    for (Month month : months()) {
      if (!month.to.isAfter(limit)) {
        if (!dry) {
          patiently(() -> sql.run("DROP TABLE " + month.table));
        }
        dropped.add(month.table);
      }
    }
    String stray = DEFAULT + " WHERE \"timestamp\" < '" + BOUND.format(limit) + "'";
    long rows = dry ? count(stray) : sql.run("DELETE FROM " + stray);
    if (rows > 0) {
      dropped.add(rows + " rows of " + DEFAULT);
    }
    return dropped;
  }

  private long count(String from) {
    return sql.query("SELECT count(*) FROM " + from).one(row -> row.getLong(1));
  }

  private static void patiently(Runnable step) {
    for (int attempt = 1; ; attempt++) {
      try {
        step.run();
        return;
      } catch (SqlException e) {
        if (attempt == ATTEMPTS || !e.state().equals(LOCK_NOT_AVAILABLE)) {
          throw e;
        }
      }
    }
  }

  private void inTransaction(String... statements) {
    sql.transact(() -> {
      for (String statement : statements) {
        sql.run(statement);
      }
      return statements.length;
    });
  }
}
