package heliograph.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The keys of the statistics: DB_* as written elsewhere, and the relay's own. */
class AnalyticsConfigTest {
  private static AnalyticsConfig read(Map<String, String> values) {
    return RelayConfig.read(key -> Optional.ofNullable(values.get(key))).fixed().analytics();
  }

  @Test
  void defaults_areThoseOfTheDesign() {
    assertThat(read(Map.of()))
        .isEqualTo(
            new AnalyticsConfig(
                true,
                Path.of("data/analytics").toAbsolutePath(),
                new DatabaseConfig(
                    "",
                    "",
                    5_432,
                    "analytics_db",
                    "postgres",
                    "postgres",
                    "",
                    5_432,
                    new PoolSize(50, 10),
                    new PoolSize(100, 20),
                    SslMode.PREFER,
                    1,
                    Duration.ofHours(1),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10)),
                new EmbeddedDatabaseConfig(0, ""),
                AddressHandling.HASHED,
                "",
                65_536,
                new Retention(
                    12,
                    6,
                    Duration.ofDays(31),
                    Duration.ofDays(365),
                    Duration.ofDays(90),
                    Duration.ofDays(365),
                    Duration.ofDays(3_650),
                    Duration.ofDays(365),
                    Duration.ofDays(1_825),
                    Duration.ofDays(90),
                    Duration.ofDays(30),
                    Duration.ofDays(3_650),
                    1_000_000)));
  }

  @Test
  void nothingConfigured_isTheEmbeddedDatabase_aHostOrADataSourceIsNot() {
    assertThat(read(Map.of()).database().isEmbedded()).isTrue();
    assertThat(read(Map.of("DB_POOL_MAX", "9", "DB_POOL_MIN", "3")).database())
        .satisfies(database -> assertThat(database.isEmbedded()).isTrue())
        .satisfies(database -> assertThat(database.writePool()).isEqualTo(new PoolSize(9, 3)));
    assertThat(read(Map.of("DB_HOST", "db.lan")).database().isEmbedded()).isFalse();
    assertThat(read(Map.of("heliograph.analytics.data-source", "jdbc/a")).database().isEmbedded())
        .isFalse();
  }

  @Test
  void databaseKeys_areReadVerbatim() {
    DatabaseConfig database =
        read(Map.ofEntries(
                Map.entry("DB_HOST", "db.lan"),
                Map.entry("DB_PORT", "6432"),
                Map.entry("DB_NAME", "stats"),
                Map.entry("DB_USER", "relay"),
                Map.entry("DB_PASSWORD", "secret"),
                Map.entry("DB_POOL_MAX", "20"),
                Map.entry("DB_POOL_MIN", "2"),
                Map.entry("DB_READ_HOST", "replica.lan"),
                Map.entry("DB_READ_PORT", "6433"),
                Map.entry("DB_READ_POOL_MAX", "40"),
                Map.entry("DB_READ_POOL_MIN", "4"),
                Map.entry("heliograph.analytics.ssl-mode", "verify-full")))
            .database();
    assertThat(database.port()).isEqualTo(6_432);
    assertThat(database.password()).isEqualTo("secret");
    assertThat(database.readHost()).isEqualTo("replica.lan");
    assertThat(database.readPort()).isEqualTo(6_433);
    assertThat(database.writePool()).isEqualTo(new PoolSize(20, 2));
    assertThat(database.readPool()).isEqualTo(new PoolSize(40, 4));
    assertThat(database.connectionsMax()).isEqualTo(60);
    assertThat(database.ssl().spelling()).isEqualTo("verify-full");
    assertThat(database).hasToString("relay@db.lan:6432/stats");
  }

  @Test
  void pools_thatKeepMoreThanTheyMayHold_areAFault() {
    assertThatThrownBy(() -> read(Map.of("DB_POOL_MAX", "5", "DB_POOL_MIN", "6")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("DB_POOL_MIN must not exceed DB_POOL_MAX");
    assertThatThrownBy(() -> read(Map.of("DB_READ_HOST", "replica")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("DB_READ_HOST needs DB_HOST");
  }

  @Test
  void scaledPool_keepsAtLeastOneAndNeverMoreThanItMayHold() {
    assertThat(new PoolSize(50, 10).scaled(0.2)).isEqualTo(new PoolSize(10, 2));
    assertThat(new PoolSize(50, 10).scaled(0.001)).isEqualTo(new PoolSize(1, 1));
    assertThat(new PoolSize(4, 0).scaled(0.5)).isEqualTo(new PoolSize(2, 1));
  }
}
