package heliograph.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.config.StoreConfig.Bounds;
import heliograph.config.StoreConfig.Writing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Defaults, explicit values, faults, and the page that documents them. */
class RelayConfigTest {
  private static RelayConfig read(Map<String, String> values) {
    return RelayConfig.read(key -> Optional.ofNullable(values.get(key)));
  }

  @Test
  void defaults_areThoseOfTheDesign() {
    RelayConfig config = read(Map.of());
    Limits limits = config.live().limits();
    assertThat(limits)
        .isEqualTo(
            new Limits(
                2_097_152,
                50,
                20,
                500,
                5_000,
                12_000,
                200_000,
                Duration.ofDays(36_525),
                Duration.ofMinutes(15),
                10_000,
                100_000,
                262_144));
    assertThat(config.fixed().queues())
        .isEqualTo(new QueueLimits(20_000, 200_000, 160L << 20, 8L << 20));
    assertThat(config.fixed().store())
        .isEqualTo(
            new StoreConfig(
                Path.of("data/events").toAbsolutePath(),
                new Bounds(16L << 30, 1L << 40, 1L << 30, 32, 1_000_000),
                new Writing(
                    2_048,
                    Duration.ZERO,
                    8_192,
                    Duration.ofMinutes(1),
                    Durability.FSYNC,
                    8 << 20,
                    Duration.ofMillis(500))));
    assertThat(config.fixed().http())
        .isEqualTo(
            new HttpConfig(
                "127.0.0.1",
                7447,
                -1,
                Optional.empty(),
                false,
                Duration.ofSeconds(30),
                WebSocketEngine.UPGRADE,
                new DeflateConfig(true, 1_024, 3, false),
                AddressRanges.NONE,
                ProxyHeader.X_FORWARDED_FOR,
                TrustHost.MACHINE));
    assertThat(config.fixed().log())
        .isEqualTo(new LogConfig(LogFormat.TEXT, LogLevel.INFO, LogLevel.WARNING, List.of()));
    assertThat(config.fixed().crypto()).isEqualTo(CryptoProvider.AUTO);
    assertThat(config.fixed().ignoreUnknownFilterKeys()).isFalse();
    assertThat(config.live().identity().name()).isEqualTo("Heliograph");
    assertThat(config.fixed().store().forBulkWriting().writing().batchMax()).isEqualTo(8_192);
  }

  @Test
  void explicitValues_areRead() {
    RelayConfig config =
        read(
            Map.of(
                "heliograph.data", "/srv/relay",
                "heliograph.http.port", "80",
                "heliograph.websocket.engine", "container",
                "heliograph.websocket.deflate-level", "9",
                "heliograph.crypto.provider", "BouncyCastle",
                "heliograph.store.map-size", "64 MiB",
                "heliograph.store.linger", "PT0.25S",
                "heliograph.limits.created-at-age-max", "7d",
                "heliograph.limits.message-bytes-max", "524_288",
                "heliograph.filter.ignore-unknown-keys", "TRUE"));
    assertThat(config.fixed().store().directory()).isEqualTo(Path.of("/srv/relay/events"));
    assertThat(config.fixed().http().port()).isEqualTo(80);
    assertThat(config.fixed().http().engine()).isEqualTo(WebSocketEngine.CONTAINER);
    assertThat(config.fixed().http().deflate().level()).isEqualTo(9);
    assertThat(config.fixed().crypto()).isEqualTo(CryptoProvider.BOUNCYCASTLE);
    assertThat(config.fixed().store().bounds().mapBytes()).isEqualTo(64 << 20);
    assertThat(config.fixed().store().writing().linger()).isEqualTo(Duration.ofMillis(250));
    assertThat(config.live().limits().createdAtAgeMax()).isEqualTo(Duration.ofDays(7));
    assertThat(config.live().limits().messageBytesMax()).isEqualTo(524_288);
    assertThat(config.fixed().ignoreUnknownFilterKeys()).isTrue();
  }

  @Test
  void faults_areToldAllAtOnce() {
    Map<String, String> bad =
        Map.of(
            "heliograph.http.port", "70000",
            "heliograph.store.map-size", "huge",
            "heliograph.websocket.deflate-level", "0",
            "heliograph.store.linger", "soon",
            "heliograph.store.durability", "maybe",
            "heliograph.filter.ignore-unknown-keys", "si",
            "heliograph.relay.pubkey", "npub1",
            "heliograph.limits.limit-default", "9000",
            "heliograph.data", "\0");
    assertThatThrownBy(() -> read(bad))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(bad.keySet())
                    .allSatisfy(
                        key -> assertThat(e.faults()).anyMatch(fault -> fault.contains(key))));
  }

  @Test
  void keys_asNip19HasThem_areReadAsHex() {
    String npub = "npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w6";
    String hex = "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d";
    RelayConfig config =
        read(
            Map.of(
                "heliograph.admin.pubkeys",
                npub + "," + "7".repeat(64),
                "heliograph.relay.pubkey",
                npub));
    assertThat(config.live().admins()).containsExactlyInAnyOrder(hex, "7".repeat(64));
    assertThat(config.live().identity().pubkey()).isEqualTo(hex);
  }

  @Test
  void keys_secretByMistake_isNotRepeated() {
    String nsec = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";
    assertThatThrownBy(() -> read(Map.of("heliograph.admin.pubkeys", nsec)))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.faults())
                    .singleElement()
                    .asString()
                    .contains("heliograph.admin.pubkeys")
                    .doesNotContain(nsec.substring(8)));
  }

  @Test
  void documentation_listsEveryKeyWithItsDefaultAndMeaning() throws Exception {
    List<String> rows;
    try (Stream<String> lines = Files.lines(Path.of("docs/configuration.md"))) {
      rows = lines.filter(line -> line.matches("\\| `(heliograph\\.|DB_).*")).toList();
    }
    assertThat(rows)
        .filteredOn(row -> row.contains("| at once |") || row.contains("| restart |"))
        .containsExactlyElementsOf(
            RelayConfig.keys().stream()
                .map(key ->
                    "| `%s` | %s | %s | %s |"
                        .formatted(
                            key.name(),
                            key.isByProfile() ? "by profile" : cell(key.defaultValue()),
                            key.live() ? "at once" : "restart",
                            key.meaning()))
                .toList());
    assertThat(rows)
        .filteredOn(row -> !row.contains("| at once |") && !row.contains("| restart |"))
        .containsExactlyElementsOf(
            RelayConfig.profileDefaults().stream()
                .map(key ->
                    "| `%s` | %s | %s | %s |"
                        .formatted(
                            key.key(),
                            cell(key.publicly()),
                            cell(key.privately()),
                            cell(key.bench())))
                .toList());
  }

  private static String cell(String value) {
    return value.isEmpty() ? "–" : "`" + value + "`";
  }
}
