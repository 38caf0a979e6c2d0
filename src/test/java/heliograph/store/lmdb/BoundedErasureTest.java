package heliograph.store.lmdb;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.store.StoreResult;
import heliograph.store.VersionKeeping;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No event, whatever it has stored or removed, makes one commit long: the work of every commit is
 * counted, in index entries.
 */
class BoundedErasureTest {
  private static final long NOW = 1_800_000_000;
  private static final String ALICE = "a1".repeat(32);
  private static final String BOB = "b2".repeat(32);
  private static final String NOBODY = "{\"authors\":[\"" + "cd".repeat(32) + "\"]}";

  /**
   * A batch of 512 ends at 8,192, and LMDB gets the work of two at once; the event that reaches it
   * may have 12,000 tags and 1 MiB.
   */
  private static final long COMMIT_MAX = 2 * 8_192 + 16_384;

  @TempDir private Path folder;
  private StoreFixture fixture;
  private int number;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(folder, NOW);
  }

  @AfterEach
  void close() {
    assertThat(fixture.meters.largest("heliograph_commit_entries")).isLessThan(COMMIT_MAX);
    fixture.close();
    verify();
  }

  /** Every index entry that is left belongs to an event, or is noted as to be removed. */
  private void verify() {
    List<String> faults = new ArrayList<>();
    try (LmdbStoreReader reader =
        new LmdbStoreReader(StoreFixture.config(folder), Clock.systemUTC())) {
      new StoreVerifier(reader, faults::add).run(event -> {}, looked -> {});
    }
    // the ids of these events are no hashes, which is the only fault there may be
    assertThat(faults)
        .noneMatch(fault ->
            !fault.contains("does not hash to its id") && !fault.startsWith("the kept version"));
  }

  private NostrEvent event(String pubkey, int kind, long at, String tags) {
    number++;
    String id = "%016x".formatted(number * 0x9E37_79B9_7F4A_7C15L) + "%048x".formatted(number);
    String json =
        "{\"id\":\"%s\",\"pubkey\":\"%s\",\"created_at\":%d,\"kind\":%d,\"tags\":%s,\"content\":\"\",\"sig\":\"%s\"}"
            .formatted(id, pubkey, at, kind, tags, "0".repeat(128));
    return ((EventParse.WellFormed) EventParser.parse(json.getBytes(UTF_8))).event();
  }

  private String tags(int count) {
    int first = 100_000 * ++number;
    return IntStream.range(first, first + count)
        .mapToObj(i -> "[\"t\",\"" + i + "\"]")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private List<NostrEvent> putHeavy(int count, int tags) {
    List<NostrEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      NostrEvent event = event(ALICE, 1, NOW - i, tags(tags));
      events.add(event);
      fixture.store.write(event, result -> {});
    }
    fixture.put(event(BOB, 1, NOW, "[]"));
    return events;
  }

  private static String naming(List<NostrEvent> events) {
    return events.stream()
        .map(event -> "[\"e\",\"" + event.id().hex() + "\"]")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private long commits() {
    return fixture.meters.counters().getOrDefault("heliograph_commit_entries.count", 0L);
  }

  private void awaitErased() {
    eventually(
        "fixture.store.erasing() to be 0", () -> fixture.store.erasing(), found -> found == 0);
  }

  @Test
  void batch_ofEventsWithThousandsOfTags_isManyCommits() {
    putHeavy(200, 1_900);
    assertThat(commits()).isGreaterThan(200 * 1_900 / COMMIT_MAX);
    assertThat(fixture.ids("{\"authors\":[\"" + ALICE + "\"]}")).hasSize(200);
  }

  @Test
  void deletion_ofManyLargeEvents_isBoundedAndHidesThemFromTheOkOn() {
    List<NostrEvent> doomed = putHeavy(300, 1_900);
    assertThat(fixture.put(event(ALICE, 5, NOW, naming(doomed))))
        .isInstanceOf(StoreResult.Stored.class);
    assertThat(fixture.ids("{\"kinds\":[1]}")).hasSize(1);
    assertThat(doomed).noneMatch(event -> fixture.store.contains(event.id()));
    assertThat(fixture.put(doomed.getFirst())).isEqualTo(new StoreResult.Deleted());
    awaitErased();
  }

  @Test
  void deletion_ofVeryManyEvents_letsOthersInBetween() throws Exception {
    List<NostrEvent> doomed = putHeavy(9_000, 1);
    NostrEvent deletion = event(ALICE, 5, NOW, naming(doomed));
    CompletableFuture<StoreResult> done = new CompletableFuture<>();
    fixture.store.write(deletion, done::complete);
    NostrEvent again = event(ALICE, 5, NOW, naming(doomed));
    fixture.store.write(again, result -> {});
    NostrEvent other = event(BOB, 1, NOW, "[]");
    assertThat(fixture.put(other)).isInstanceOf(StoreResult.Stored.class);
    assertThat(done.get(3, TimeUnit.MINUTES)).isInstanceOf(StoreResult.Stored.class);
    assertThat(fixture.ids("{\"authors\":[\"" + ALICE + "\"],\"kinds\":[1]}")).isEmpty();
    assertThat(fixture.put(deletion)).isEqualTo(new StoreResult.Duplicate());
  }

  @Test
  void vanish_ofManyLargeEvents_isBoundedAndHidesThemFromTheOkOn() {
    List<NostrEvent> doomed = putHeavy(900, 1_000);
    NostrEvent mention =
        event(BOB, 1_059, NOW - 1, "[[\"p\",\"" + ALICE + "\"],[\"p\",\"" + BOB + "\"]]");
    fixture.put(mention);
    fixture.put(event(ALICE, 62, NOW, "[[\"relay\",\"ALL_RELAYS\"]]"));
    assertThat(fixture.ids("{\"authors\":[\"" + ALICE + "\"]}")).hasSize(1);
    assertThat(fixture.ids("{\"#p\":[\"" + ALICE + "\"]}")).isEmpty();
    assertThat(fixture.store.contains(doomed.getLast().id())).isFalse();
    assertThat(fixture.store.find(doomed.getLast().id(), Long.MAX_VALUE)).isEmpty();
    assertThat(fixture.put(doomed.getLast())).isEqualTo(new StoreResult.Deleted());
    awaitErased();
    assertThat(fixture.store.statistics().events()).isEqualTo(2);
  }

  /** What is left of the events is in the snapshot of a scan that began before. */
  @Test
  void vanish_thatEndsWhileAScanGoesOn_showsNoneOfItsEvents() {
    putHeavy(9_000, 1);
    fixture.put(event(ALICE, 62, NOW, "[[\"relay\",\"ALL_RELAYS\"]]"));
    List<Integer> kinds = new ArrayList<>();
    fixture
        .store
        .scan(
            List.of(NostrFilter.EVERYTHING.ofAuthors(PublicKey.parse(ALICE))),
            Visibility.EVERYTHING)
        .toEnd(
            found -> {
              kinds.add(found.kind());
              awaitErased();
              return true;
            },
            Duration.ofHours(1).toNanos());
    assertThat(kinds).containsExactly(62);
  }

  /** Most of what a famous key is mentioned in are no gift wraps: looking at them is work too. */
  @Test
  void vanish_ofAKeyThatIsMentionedVeryOften_looksInParts() {
    for (int i = 0; i < 40_000; i++) {
      fixture.store.write(event(BOB, 1, NOW - i, "[[\"p\",\"" + ALICE + "\"]]"), result -> {});
    }
    NostrEvent wrap = event(BOB, 1_059, NOW - 50_000, "[[\"p\",\"" + ALICE + "\"]]");
    fixture.put(wrap);
    fixture.put(event(ALICE, 62, NOW, "[[\"relay\",\"ALL_RELAYS\"]]"));
    assertThat(fixture.store.contains(wrap.id())).isFalse();
    fixture.put(event(ALICE, 62, NOW + 1, "[[\"relay\",\"ALL_RELAYS\"]]"));
    awaitErased();
    assertThat(fixture.store.statistics().events()).isEqualTo(40_002);
  }

  @Test
  void erasure_thatAStopCutsOff_isFinishedAfterTheNextStart() {
    List<NostrEvent> doomed = putHeavy(900, 1_000);
    fixture.put(event(ALICE, 62, NOW, "[[\"relay\",\"ALL_RELAYS\"]]"));
    fixture.close();
    verify(); // also in the middle
    try (LmdbStoreReader reader =
        new LmdbStoreReader(StoreFixture.config(folder), Clock.systemUTC())) {
      List<Integer> kinds = new ArrayList<>();
      reader.forEach(event -> kinds.add(event.kind()));
      assertThat(kinds).containsExactlyInAnyOrder(1, 62);
    }
    fixture = new StoreFixture(folder, NOW);
    assertThat(fixture.ids("{\"kinds\":[1]}")).hasSize(1);
    assertThat(fixture.store.contains(doomed.getLast().id())).isFalse();
    awaitErased();
    assertThat(fixture.store.statistics().events()).isEqualTo(2);
  }

  @Test
  void expiry_ofManyLargeEvents_isBounded() {
    for (int i = 0; i < 300; i++) {
      String tags = tags(1_500).replaceFirst("]$", ",[\"expiration\",\"" + (NOW + 5) + "\"]]");
      fixture.store.write(event(ALICE, 1, NOW - i, tags), result -> {});
    }
    fixture.put(event(BOB, 1, NOW, "[]"));
    fixture.at(NOW + 6);
    assertThat(fixture.ids("{\"kinds\":[1]}")).hasSize(1);
    eventually(
        "fixture.store.statistics().events() to be 1",
        () -> fixture.store.statistics().events(),
        found -> found == 1);
    awaitErased();
  }

  @Test
  void removal_byAnAdministrator_isBounded() {
    List<NostrEvent> doomed = putHeavy(3_000, 60);
    assertThat(fixture.store.remove(doomed.stream().map(NostrEvent::id).toList())).isEqualTo(3_000);
    assertThat(fixture.ids("{\"kinds\":[1]}")).hasSize(1);
    awaitErased();
  }

  /**
   * A list of follows of the largest accounts: an event of about 1 MiB, replaced again and again.
   */
  @Test
  void list_ofTwelveThousandFollowsWithHints_isReplacedInBoundedCommits() {
    fixture.close();
    fixture =
        new StoreFixture(
            StoreFixture.config(folder),
            new VersionKeeping(author -> true, 3, Duration.ofDays(1)),
            NOW);
    String follows =
        IntStream.range(0, 12_000)
            .mapToObj("[\"p\",\"%064x\",\"wss://a.relay.example/\"]"::formatted)
            .collect(Collectors.joining(",", "[", "]"));
    NostrEvent last = event(ALICE, 3, NOW, follows);
    for (int i = 1; i <= 6; i++) {
      last = event(ALICE, 3, NOW + i, follows);
      assertThat(fixture.put(last)).isInstanceOf(StoreResult.Stored.class);
    }
    assertThat(fixture.ids("{\"#p\":[\"" + "%064x".formatted(11_999) + "\"]}"))
        .containsExactly(last.id().hex());
    assertThat(fixture.store.find(last.id(), Long.MAX_VALUE).orElseThrow().record())
        .isEqualTo(last.record());
    awaitErased();
    assertThat(fixture.ids(NOBODY)).isEmpty();
  }
}
