package heliograph.analytics;

import heliograph.database.Transaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
 * The months of {@code analytics_events}. What is there is read from the catalogue, bounds and all,
 * not from names. Statements that must lock the table give up after {@code lock_timeout} and are
 * tried again, so that no writer waits long for maintenance. Months are of UTC.
 */
final class Partitions {
  private static final String DEFAULT = "analytics_events_default";
  private static final int ATTEMPTS = 3;
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final DateTimeFormatter BOUND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssX");

  /** A month's partition. */
  record Month(String table, OffsetDateTime from, OffsetDateTime to) {}

  private final Connection connection;
  private final Clock clock;

  /**
   * Over a connection that commits each statement.
   *
   * @param clock says which month it is
   */
  Partitions(Connection connection, Clock clock) {
    this.connection = connection;
    this.clock = clock;
  }

  private YearMonth now() {
    return YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC));
  }

  private static OffsetDateTime begin(YearMonth month) {
    return month.atDay(1).atStartOfDay().atOffset(ZoneOffset.UTC);
  }

  /** All months, oldest first; without the default partition. */
  List<Month> months() throws SQLException {
    List<Month> months = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT name, bounds[1]::timestamptz, bounds[2]::timestamptz FROM (
                  SELECT c.relname AS name,
                         regexp_match(pg_get_expr(c.relpartbound, c.oid),
                                      'FROM \\(''(.*)''\\) TO \\(''(.*)''\\)') AS bounds
                    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                   WHERE i.inhparent = 'analytics_events'::regclass) p
                 WHERE bounds IS NOT NULL ORDER BY 2\
                """)) {
      while (row.next()) {
        months.add(
            new Month(
                row.getString(1),
                row.getObject(2, OffsetDateTime.class),
                row.getObject(3, OffsetDateTime.class)));
      }
    }
    return months;
  }

  /** The months from now on, and those that rows in the default partition are of. */
  private Set<YearMonth> wanted(int ahead, int keep) throws SQLException {
    Set<YearMonth> wanted = new TreeSet<>();
    for (int i = 0; i <= ahead; i++) {
      wanted.add(now().plusMonths(i));
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT DISTINCT date_trunc('month', \"timestamp\", 'UTC') FROM " + DEFAULT)) {
      while (row.next()) {
        YearMonth month =
            YearMonth.from(
                row.getObject(1, OffsetDateTime.class).withOffsetSameInstant(ZoneOffset.UTC));
        if (!month.isBefore(now().minusMonths(keep)) && !month.isAfter(now().plusMonths(ahead))) {
          wanted.add(month);
        }
      }
    }
    return wanted;
  }

  /**
   * Makes the partitions that are missing: of this month and those ahead, and for rows that went to
   * the default partition for want of one. Returns their names.
   *
   * @param keep months before this one that are worth a partition
   * @param dry says only what would be made
   */
  List<String> create(int ahead, int keep, boolean dry) throws SQLException {
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
   * Makes a table beside, moves what the default partition has of the month, and attaches it. The
   * default partition is locked from before the move, or a row might come in between; the check
   * spares a look at every row.
   */
  private void create(String table, YearMonth month) throws SQLException {
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

  /** The plain index by time is on this month and the one before; older months are seldom asked. */
  private void moveHotIndex() throws SQLException {
    OffsetDateTime hotFrom = begin(now().minusMonths(1));
    OffsetDateTime hotTo = begin(now().plusMonths(1));
    for (Month month : months()) {
      boolean hot = !month.from.isBefore(hotFrom) && month.from.isBefore(hotTo);
      String index = month.table + "_hot";
      if (!hot) {
        patiently(() -> execute("DROP INDEX IF EXISTS " + index));
      } else if (count(
              "pg_index WHERE indisvalid AND indexrelid = to_regclass('%s')".formatted(index))
          == 0) {
        patiently(() -> {
          execute("DROP INDEX IF EXISTS " + index); // what an attempt that gave up has left
          execute(
              "CREATE INDEX CONCURRENTLY %s ON %s (\"timestamp\" DESC)"
                  .formatted(index, month.table));
        });
      }
    }
  }

  /**
   * Drops the months that ended {@code keep} whole months ago or before, and rows as old in the
   * default partition. Returns what was dropped.
   *
   * @param dry says only what would be dropped
   */
  List<String> drop(int keep, boolean dry) throws SQLException {
    OffsetDateTime limit = begin(now().minusMonths(keep));
    List<String> dropped = new ArrayList<>();
    for (Month month : months()) {
      if (!month.to.isAfter(limit)) {
        if (!dry) {
          patiently(() -> execute("DROP TABLE " + month.table));
        }
        dropped.add(month.table);
      }
    }
    String stray = DEFAULT + " WHERE \"timestamp\" < '" + BOUND.format(limit) + "'";
    long rows = dry ? count(stray) : execute("DELETE FROM " + stray);
    if (rows > 0) {
      dropped.add(rows + " rows of " + DEFAULT);
    }
    return dropped;
  }

  private long count(String from) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + from)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Something that needs a lock. */
  @FunctionalInterface
  private interface Locking {
    void run() throws SQLException;
  }

  private static void patiently(Locking step) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        step.run();
        return;
      } catch (SQLException e) {
        if (attempt == ATTEMPTS || !LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
          throw e;
        }
      }
    }
  }

  private int execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  private void inTransaction(String... statements) throws SQLException {
    Transaction.run(
        connection,
        () -> {
          for (String statement : statements) {
            execute(statement);
          }
        });
  }
}
