package heliograph.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Statements, rows, batches, transactions and locks on one connection. */
class SqlTest {
  private final TestDatabase tables = new TestDatabase();
  private final MaintenanceSource source = tables.database().maintenanceSource();

  @AfterEach
  void close() {
    tables.close();
  }

  private long marks() {
    return tables.number("SELECT count(*) FROM summary_dirty");
  }

  private Optional<Integer> tried(long lock) {
    return source.run(sql -> sql.tryRun(lock, () -> 1));
  }

  private static int mark(Sql sql, String day) {
    return sql.run("INSERT INTO summary_dirty VALUES (?)", LocalDate.parse(day));
  }

  @Test
  void values_ofEveryType_comeBackAsTheyWere() {
    UUID id = new UUID(1, 2);
    Instant at = Instant.parse("2026-11-27T07:00:00.123456Z");
    byte[] bytes = {0, 1, -1};
    source.run(sql ->
        sql.query(
                """
                SELECT ?::int AS i, ?::bigint AS l, ?::float8 AS d, ?::text AS t, ?::bool AS b,
                       ?::bytea AS y, ?::uuid AS u, ?::date AS day, ?::timestamptz AS at,
                       ?::text[] AS texts\
                """,
                7,
                1L << 40,
                0.5,
                "text",
                true,
                bytes,
                id,
                LocalDate.EPOCH,
                at,
                Column.of("text", List.of("a", "b,\"c\"")))
            .one(row -> {
              assertThat(row.getInt("i")).isEqualTo(7);
              assertThat(row.findInt("i")).hasValue(7);
              assertThat(row.getLong("l")).isEqualTo(1L << 40);
              assertThat(row.getDouble("d")).isEqualTo(0.5);
              assertThat(row.getString("t")).isEqualTo("text");
              assertThat(row.getBoolean("b")).isTrue();
              assertThat(row.getBytes("y")).isEqualTo(bytes);
              assertThat(row.getObject("u", UUID.class)).isEqualTo(id);
              assertThat(row.getObject("day", LocalDate.class)).isEqualTo(LocalDate.EPOCH);
              assertThat(row.getInstant("at")).isEqualTo(at);
              assertThat(row.getTexts("texts")).containsExactly("a", "b,\"c\"");
              return row;
            }));
  }

  @Test
  void null_isNothingWhereItMayBeAndAFaultElsewhere() {
    source.run(sql ->
        sql.query("SELECT NULL::int, NULL::text, NULL::timestamptz")
            .one(row -> {
              assertThat(row.findInt(1)).isEqualTo(OptionalInt.empty());
              assertThat(row.isNull(1)).isTrue();
              assertThat(row.getInt(1)).isZero();
              assertThat(row.findString(2)).isEmpty();
              assertThat(row.findInstant(3)).isEmpty();
              assertThatThrownBy(() -> row.getString(2)).hasMessageContaining("column 2 is NULL");
              return row;
            }));
  }

  @Test
  void columns_ofEveryType_areRowsInTheirOrder() {
    assertThat(
            source.<List<String>>run(sql ->
                sql.query(
                        """
                        SELECT i || '|' || l || '|' || coalesce(t, '-') || '|' || day || '|' || u || '|'
                               || (extract(epoch FROM at) * 1000)::bigint
                          FROM unnest(?::int[], ?::bigint[], ?::text[], ?::date[], ?::uuid[],
                                      ?::timestamptz[]) AS r (i, l, t, day, u, at)\
                        """,
                        Column.of("int4", List.of(1, 2)),
                        Column.of("bigint", List.of(3L, 4L)),
                        Column.of("text", Arrays.asList("x", null)),
                        Column.of("date", List.of(LocalDate.EPOCH, LocalDate.of(2026, 11, 27))),
                        Column.of("uuid", List.of(new UUID(0, 1), new UUID(0, 2))),
                        Column.of(
                            "timestamptz", List.of(Instant.EPOCH, Instant.ofEpochMilli(1_001))))
                    .list(row -> row.getString(1))))
        .containsExactly(
            "1|3|x|1970-01-01|00000000-0000-0000-0000-000000000001|0",
            "2|4|-|2026-11-27|00000000-0000-0000-0000-000000000002|1001");
  }

  @Test
  void transaction_thatFails_leavesNothingAndTheConnectionAsItWas() {
    source.run(sql -> {
      assertThatThrownBy(() ->
              sql.transact(() -> {
                mark(sql, "2026-01-01");
                return sql.run("SELECT 1 / 0");
              }))
          .isInstanceOfSatisfying(
              SqlException.class, fault -> assertThat(fault.state()).isEqualTo("22012"));
      assertThatThrownBy(() ->
              sql.transact(() -> {
                mark(sql, "2026-01-01");
                throw new AssertionError("an error, too, undoes what was done");
              }))
          .isInstanceOf(AssertionError.class);
      assertThat(marks()).isZero();
      return mark(sql, "2026-01-02"); // committed by itself
    });
    assertThat(marks()).isEqualTo(1);
  }

  @Test
  void transaction_withinAnother_isRefusedAndUndoesBoth() {
    assertThatThrownBy(() ->
            source.run(sql ->
                sql.transact(() -> {
                  mark(sql, "2026-01-01");
                  return sql.transact(() -> mark(sql, "2026-01-02"));
                })))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() ->
            tables
                .database()
                .onPrimary("nested", sql -> sql.transact(() -> mark(sql, "2026-01-01"))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(marks()).isZero();
  }

  @Test
  void connection_thatIsKilledInATransaction_isTheFaultThatIsTold() {
    assertThatThrownBy(() ->
            tables
                .database()
                .onPrimary(
                    "doomed",
                    sql -> {
                      int backend = sql.query("SELECT pg_backend_pid()").one(row -> row.getInt(1));
                      tables.execute("SELECT pg_terminate_backend(" + backend + ")");
                      return mark(sql, "2026-01-01");
                    }))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            fault -> {
              assertThat(fault.isPassing()).isTrue();
              assertThat(fault).hasMessageContaining("doomed").hasMessageContaining("terminating");
            });
    assertThat(marks()).isZero();
  }

  @Test
  void snapshot_seesOneStateAndChangesNone() {
    source.run(sql ->
        sql.snapshot(() -> {
          assertThat(
                  sql.query("SELECT count(*) FROM summary_dirty").<Long>one(row -> row.getLong(1)))
              .isZero();
          tables.execute("INSERT INTO summary_dirty VALUES ('2026-01-01')");
          assertThat(
                  sql.query("SELECT count(*) FROM summary_dirty").<Long>one(row -> row.getLong(1)))
              .isZero();
          assertThatThrownBy(() -> mark(sql, "2026-01-02")).hasMessageContaining("read-only");
          return sql;
        }));
    assertThat(marks()).isEqualTo(1);
  }

  @Test
  void each_withFetchSize_handsOverEveryRowInOrder() {
    List<Integer> seen = new ArrayList<>();
    source.run(sql ->
        sql.snapshot(() -> {
          sql.query("SELECT * FROM generate_series(1, ?)", 25)
              .each(10, row -> seen.add(row.getInt(1)));
          return seen;
        }));
    assertThat(seen).hasSize(25).isSorted().startsWith(1).endsWith(25);
  }

  @Test
  void batch_overItsSize_isWrittenWhole() {
    List<Integer> days = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      days.add(i);
    }
    source.run(sql -> {
      sql.batch(
          "INSERT INTO summary_dirty VALUES (?)",
          days,
          day -> new Object[] {LocalDate.ofEpochDay(day)});
      return days;
    });
    assertThat(marks()).isEqualTo(2_500);
  }

  @Test
  void lock_thatAnotherConnectionHolds_isNotWaitedForAndIsFreeAfterwards() {
    source.run(sql ->
        sql.tryRun(
            5,
            () -> {
              assertThat(tried(5)).isEmpty();
              assertThat(tried(6)).hasValue(1);
              return 2;
            }));
    assertThatThrownBy(() -> source.run(sql -> sql.tryRun(5, () -> sql.run("SELECT 1 / 0"))))
        .isInstanceOf(DatabaseException.class);
    assertThat(tried(5)).hasValue(1);
  }

  @Test
  void question_overItsTimeout_isEnded() {
    assertThatThrownBy(() ->
            source.run(sql ->
                sql.query("SELECT pg_sleep(60)").timeout(Duration.ofSeconds(1)).list(row -> row)))
        .hasMessageContaining("canceling statement");
  }
}
