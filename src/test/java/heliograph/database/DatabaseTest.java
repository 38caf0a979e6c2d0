package heliograph.database;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.config.PoolSize;
import heliograph.metrics.InMemoryMeters;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pools, transactions, what is slow, and how it says how it is. */
class DatabaseTest {

  @Test
  void sumRule_allPoolsTogether_leaveTwentyConnections() {
    var defaults =
        TestDatabase.config(
                Map.of(
                    "DB_POOL_MAX",
                    "50",
                    "DB_POOL_MIN",
                    "10",
                    "DB_READ_POOL_MAX",
                    "100",
                    "DB_READ_POOL_MIN",
                    "20"))
            .database();
    assertThat(PoolSizes.within(defaults, 200))
        .isEqualTo(new PoolSizes(new PoolSize(50, 10), new PoolSize(100, 20), false));
    assertThat(PoolSizes.within(defaults, 170).scaled()).isFalse();
    PoolSizes fewer = PoolSizes.within(defaults, 100);
    assertThat(fewer.scaled()).isTrue();
    assertThat(fewer.write().max() + fewer.read().max()).isLessThanOrEqualTo(80);
    PoolSizes own = PoolSizes.within(defaults, PoolSizes.EMBEDDED_CONNECTIONS);
    assertThat(own).isEqualTo(new PoolSizes(new PoolSize(6, 1), new PoolSize(13, 2), true));
    var two =
        TestDatabase.config(
                Map.of(
                    "DB_POOL_MAX",
                    "50",
                    "DB_READ_POOL_MAX",
                    "100",
                    "heliograph.analytics.instances",
                    "2"))
            .database();
    PoolSizes each = PoolSizes.within(two, 200);
    assertThat(2 * (each.write().max() + each.read().max())).isLessThanOrEqualTo(180);
  }

  @Test
  void health_hasTheEightFields() {
    try (TestDatabase test = new TestDatabase()) {
      DatabaseHealth health = test.database().health();
      assertThat(health.write()).isTrue();
      assertThat(health.read()).isTrue();
      assertThat(health.writePoolSize()).isBetween(1, 4);
      assertThat(health.readPoolSize()).isBetween(1, 4);
      assertThat(health.writeIdleCount()).isBetween(0, 4);
      assertThat(health.readIdleCount()).isBetween(0, 4);
      assertThat(health.writeWaitingCount()).isZero();
      assertThat(health.readWaitingCount()).isZero();
      assertThat(health.state()).isEqualTo("up");
    }
  }

  @Test
  void write_thatFails_leavesNothing() {
    try (TestDatabase test = new TestDatabase()) {
      assertThatThrownBy(() ->
              test.database()
                  .onPrimary(
                      "half",
                      sql -> {
                        sql.run("INSERT INTO summary_dirty VALUES ('2026-01-01')");
                        return sql.run("INSERT INTO nowhere VALUES (1)");
                      }))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("half")
          .hasMessageContaining("nowhere");
      assertThat(test.number("SELECT count(*) FROM summary_dirty")).isZero();
    }
  }

  @Test
  void read_thatWrites_isRefused() {
    try (TestDatabase test = new TestDatabase()) {
      assertThatThrownBy(() ->
              test.database()
                  .ask("sly", sql -> sql.run("INSERT INTO summary_dirty VALUES ('2026-01-01')")))
          .hasMessageContaining("read-only");
      assertThat(
              test.database()
                  .<Integer>onPrimary(
                      "after", sql -> sql.run("INSERT INTO summary_dirty VALUES ('2026-01-01')")))
          .isEqualTo(1);
    }
  }

  @Test
  void work_overASecond_isCountedAndBoundedByTheStatementTimeout() {
    try (TestDatabase test =
        new TestDatabase(Map.of("heliograph.analytics.statement-timeout", "1200ms"))) {
      assertThatThrownBy(() -> test.database().ask("long", sql -> sql.run("SELECT pg_sleep(20)")))
          .hasMessageContaining("statement timeout");
      assertThat(test.meters.counters().get("heliograph_database_slow_total")).isEqualTo(1);
      test.database().ask("short", sql -> sql.run("SELECT 1"));
      assertThat(test.meters.counters().get("heliograph_database_slow_total")).isEqualTo(1);
    }
  }

  /** It failed what was being written, and the database was down for a second. */
  @Test
  void replica_thatEndsWhileItIsLookedAt_leavesTheDatabaseUp() throws Exception {
    try (TestDatabase test = new TestDatabase();
        CuttingProxy replica = new CuttingProxy(test.address(), "FROM replica_heartbeat");
        Database watched =
            new Database(
                DatabaseServer.at(test.address()),
                TestDatabase.config(
                        Map.of(
                            "DB_HOST", "127.0.0.1",
                            "DB_READ_HOST", "127.0.0.1",
                            "DB_READ_PORT", "" + replica.port()))
                    .database(),
                new InMemoryMeters(),
                TestDatabase.threads())) {
      watched.start();
      assertThat(watched.awaitUp(Duration.ofMinutes(3))).isTrue();
      int before = replica.cuts();
      eventually(
          "three looks at a replica that ends meanwhile",
          () -> {
            assertThat(watched.isUp()).as(watched.health().state()).isTrue();
            assertThat(watched.<Integer>onPrimary("write", sql -> sql.run("SELECT 1"))).isZero();
            return replica.cuts() >= before + 3;
          });
      assertThat(watched.health().read()).isTrue();
    }
  }
}
