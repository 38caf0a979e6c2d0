package heliograph.trust;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.RelayConfig;
import heliograph.crypto.RelayKey;
import heliograph.crypto.secp256k1.NativeSchnorr;
import heliograph.database.TestDatabase;
import heliograph.event.EventHasher;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.info.RelayInformation;
import heliograph.metrics.InMemoryMeters;
import heliograph.runtime.Relay;
import heliograph.store.EventScan;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From ranks in PostgreSQL to signed events in the store of a relay. */
class AssertionsTest {
  private static final int PLENTY = 1_000;

  @TempDir private Path folder;
  private final NativeSchnorr schnorr = new NativeSchnorr();
  private final TestDatabase test = new TestDatabase();
  private final GraphTables store = new GraphTables(test.database(), new UUID(1, 1));
  private RelayKey key;
  private Relay relay;

  @BeforeEach
  void open() {
    key = RelayKey.of(folder.resolve("assertions.key"), schnorr);
    relay = relay("one");
    PlantedFollows.into(test);
    compute();
  }

  @AfterEach
  void close() {
    relay.close();
    test.close();
  }

  private Relay relay(String name) {
    return new Relay(
        config(
            "heliograph.data",
            folder.resolve(name).toString(),
            "heliograph.analytics.enabled",
            "false"),
        new InMemoryMeters());
  }

  private static RelayConfig config(String... settings) {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    return RelayConfig.read(name -> Optional.ofNullable(values.get(name)));
  }

  /** Another generation. */
  private void compute() {
    RelayConfig config = config("heliograph.trust.seeds", PlantedFollows.SEED.hex());
    new TrustJobs(store, () -> config, 1 << 24, 1, new InMemoryMeters())
        .run(Duration.ZERO, Runnable::run);
  }

  private Assertions assertions(Relay publisher, int max) {
    return new Assertions(
        new AssertionStore(test.database()),
        key,
        publisher.ingest(),
        publisher.store()::contains,
        () -> "Relay",
        max,
        Clock.systemUTC(),
        new InMemoryMeters());
  }

  private void publish(int max) {
    assertions(relay, max).publishChanges(store.generation());
  }

  private static List<NostrEvent> stored(Relay of, int kind) {
    NostrFilter filter = NostrFilter.EVERYTHING.ofKinds(kind).withLimit(PLENTY);
    EventScan scan = of.store().scan(List.of(filter), Visibility.EVERYTHING);
    List<NostrEvent> events = new ArrayList<>();
    boolean ended = false;
    while (!ended) {
      ended =
          scan.resume(
              packed -> {
                events.add(NostrEvent.copyOf(packed));
                return true;
              },
              1_000_000_000);
    }
    return events;
  }

  /** Subject → event. */
  private Map<String, NostrEvent> bySubject() {
    Map<String, NostrEvent> events = new TreeMap<>();
    stored(relay, Kinds.USER_ASSERTION)
        .forEach(event -> events.put(event.tags().getFirst().get(1), event));
    return events;
  }

  /** Subject → its tags, as the current generation has it. */
  private Map<String, String> figures() {
    Map<String, String> figures = new TreeMap<>();
    test.rows(
            "SELECT encode(pubkey, 'hex'), rank, followers FROM trust_ranks JOIN account ON id ="
                + " account WHERE rank > 0 AND generation = (SELECT generation FROM graph_current)")
        .lines()
        .map(line -> line.split("\\|"))
        .forEach(row ->
            figures.put(
                row[0],
                "[[d, %s], [rank, %s], [followers, %s]]".formatted(row[0], row[1], row[2])));
    return figures;
  }

  @Test
  void publishChanges_firstGeneration_publishesRankAndFollowersOfEachRankedKey() {
    publish(PLENTY);

    Map<String, String> told = new TreeMap<>();
    bySubject().forEach((subject, event) -> told.put(subject, event.tags().toString()));
    assertThat(told).isEqualTo(figures()).hasSizeGreaterThan(PlantedFollows.CROWD / 2);
    assertThat(told.get(PlantedFollows.SEED.hex())).contains("[rank, 100], [followers, 5]");
  }

  @Test
  void publishChanges_events_areSignedByTheServiceKeyWhichSaysWhoItIs() {
    publish(PLENTY);

    assertThat(stored(relay, Kinds.USER_ASSERTION))
        .isNotEmpty()
        .allSatisfy(event -> {
          assertThat(event.pubkey()).isEqualTo(key.publicKey());
          assertThat(event.content()).isEmpty();
          assertThat(new EventHasher().idOf(event)).isEqualTo(event.id());
          assertThat(schnorr.verify(event.signature(), event.id().bytes(), event.pubkey().bytes()))
              .isTrue();
        });
    assertThat(stored(relay, Kinds.PROFILE))
        .singleElement()
        .satisfies(profile -> {
          assertThat(profile.pubkey()).isEqualTo(key.publicKey());
          assertThat(profile.content()).contains("\"name\":\"Relay trust\"");
        });
  }

  @Test
  void publishChanges_sameFigures_publishesNothing() {
    publish(PLENTY);
    Map<String, NostrEvent> first = bySubject();
    long changes = relay.store().statistics().lastSeq();

    compute();
    publish(PLENTY);

    assertThat(bySubject().keySet()).isEqualTo(first.keySet());
    assertThat(relay.store().statistics().lastSeq()).isEqualTo(changes);
  }

  @Test
  void publishChanges_someFiguresChanged_replacesThoseOnly() {
    publish(PLENTY);
    Map<String, NostrEvent> first = bySubject();
    Map<String, String> before = figures();
    test.execute("DELETE FROM follow WHERE source = 3 * 9 AND target = 3 * 10");

    compute();
    publish(PLENTY);

    Map<String, NostrEvent> second = bySubject();
    Map<String, String> after = figures();
    assertThat(after.get(PlantedFollows.key(10).hex())).contains("[followers, 4]");
    assertThat(second.keySet()).isEqualTo(after.keySet());
    second.forEach((subject, event) -> {
      String figures = after.getOrDefault(subject, "");
      NostrEvent earlier = Objects.requireNonNull(first.get(subject));
      assertThat(event.tags()).hasToString(figures);
      if (figures.equals(before.get(subject))) {
        assertThat(event.id()).isEqualTo(earlier.id());
      } else {
        assertThat(event.createdAt()).isGreaterThan(earlier.createdAt());
      }
    });
  }

  @Test
  void publishChanges_keysNoLongerAmongTheBest_takesTheirsBack() {
    publish(PLENTY);

    publish(10);

    assertThat(bySubject()).hasSize(10).containsKey(PlantedFollows.SEED.hex());
    assertThat(stored(relay, Kinds.DELETION)).isNotEmpty();
    assertThat(test.number("SELECT count(*) FROM assertions_sent WHERE kind = 30382"))
        .isEqualTo(10);
  }

  @Test
  void publishChanges_storeThatLostTheEvents_saysThemAgain() {
    publish(PLENTY);
    int all = bySubject().size();

    try (Relay fresh = relay("two")) {
      assertions(fresh, PLENTY).publishChanges(store.generation());
      assertThat(stored(fresh, Kinds.USER_ASSERTION)).hasSize(all);
    }
  }

  @Test
  void relay_switchedOff_makesNoKeyAndAdvertisesNothing() throws IOException {
    Path off = folder.resolve("off");
    Path on = folder.resolve("on");
    RelayConfig without = config("heliograph.data", off.toString());
    RelayConfig with =
        config("heliograph.data", on.toString(), "heliograph.assertions.enabled", "true");

    new Relay(without, new InMemoryMeters()).close();
    new Relay(with, new InMemoryMeters()).close();

    assertThat(off.resolve("assertions.key")).doesNotExist();
    assertThat(Files.getPosixFilePermissions(on.resolve("assertions.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(nips(without)).doesNotContain(85);
    assertThat(nips(with)).contains(85);
  }

  private List<Integer> nips(RelayConfig config) {
    String document =
        new RelayInformation(config, config.live().identity(), key.publicKey(), "1").document();
    try (JsonReader reader = Json.createReader(new StringReader(document))) {
      return reader.readObject().getJsonArray("supported_nips").getValuesAs(JsonNumber::intValue);
    }
  }
}
