package heliograph.store.lmdb;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.event.NostrEvent;
import heliograph.store.FeedEntry;
import heliograph.store.StoreResult;
import java.lang.reflect.Field;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NIP-62: everything of a key goes, and stays gone; NIP-59: a wrap belongs to its recipient. */
class Nip62VanishTest {
  private static final long NOW = 1_800_000_000;
  private static final Key ALICE = Key.of(1);
  private static final Key BOB = Key.of(2);

  @TempDir private Path folder;
  private StoreFixture fixture;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(folder, NOW);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static NostrEvent vanish(Key key, long at) {
    return TestEvents.signed(key, 62, at, List.of(List.of("relay", "ALL_RELAYS")), "bye");
  }

  private static NostrEvent wrapFor(Key recipient, long at) {
    return TestEvents.signed(Key.of(at), 1059, at, List.of(List.of("p", recipient.pubkey())), "x");
  }

  private static NostrEvent deletionOf(NostrEvent event, Key by) {
    return TestEvents.signed(by, 5, NOW, List.of(List.of("e", event.id().hex())), "");
  }

  private boolean holds(NostrEvent event) {
    return fixture.store.contains(event.id());
  }

  @Test
  void vanish_ofVeryManyKeys_isLookedUpAndNotKeptInMemory() {
    for (int i = 100; i < 400; i++) {
      assertThat(fixture.put(vanish(Key.of(i), NOW))).isInstanceOf(StoreResult.Stored.class);
    }
    close();
    open();
    for (int i = 100; i < 400; i++) {
      NostrEvent before = TestEvents.note(Key.of(i), NOW, "old");
      NostrEvent after = TestEvents.note(Key.of(i), NOW + 1, "new");
      assertThat(fixture.put(before)).isInstanceOf(StoreResult.Deleted.class);
      assertThat(fixture.put(after)).isInstanceOf(StoreResult.Stored.class);
    }
    assertThat(Erasure.class.getDeclaredFields())
        .as("collections of the eraser: what is under way, and nothing for each key that is done")
        .filteredOn(field -> Map.class.isAssignableFrom(field.getType()))
        .extracting(Field::getName)
        .containsExactly("walks");
  }

  @Test
  void vanish_removesEverythingUpToItsTime() {
    NostrEvent note = TestEvents.note(ALICE, NOW - 10, "note");
    NostrEvent profile = TestEvents.signed(ALICE, 0, NOW, List.of(), "{}");
    NostrEvent article = TestEvents.signed(ALICE, 30_023, NOW, List.of(List.of("d", "x")), "");
    NostrEvent deletion = deletionOf(TestEvents.note(ALICE, 1, "gone before"), ALICE);
    NostrEvent wrap = wrapFor(ALICE, NOW - 7);
    NostrEvent later = TestEvents.note(ALICE, NOW + 1, "later");
    NostrEvent foreign =
        TestEvents.signed(BOB, 1, NOW, List.of(List.of("p", ALICE.pubkey())), "a mention stays");
    NostrEvent foreignWrap = wrapFor(BOB, NOW - 6);
    List<NostrEvent> doomed = List.of(note, profile, article, deletion, wrap);
    List<NostrEvent> staying = List.of(later, foreign, foreignWrap);
    doomed.forEach(fixture::put);
    staying.forEach(fixture::put);
    NostrEvent request = vanish(ALICE, NOW);
    assertThat(fixture.put(request)).isInstanceOf(StoreResult.Stored.class);
    assertThat(doomed).noneMatch(this::holds);
    assertThat(staying).allMatch(this::holds);
    assertThat(holds(request)).isTrue();
    for (NostrEvent event : doomed) {
      assertThat(fixture.put(event)).isEqualTo(new StoreResult.Deleted());
    }
    assertThat(fixture.put(TestEvents.note(ALICE, NOW, "never seen, but of then")))
        .isEqualTo(new StoreResult.Deleted());
    assertThat(fixture.put(wrapFor(ALICE, NOW - 3))).isEqualTo(new StoreResult.Deleted());
    assertThat(fixture.put(TestEvents.note(ALICE, NOW + 2, "a new life")))
        .isInstanceOf(StoreResult.Stored.class);
    assertThat(fixture.ids("{\"authors\":[\"" + ALICE.pubkey() + "\"]}")).hasSize(3);
  }

  @Test
  void vanish_holdsAfterARestartAndIsNotUndone() {
    NostrEvent note = TestEvents.note(ALICE, NOW - 10, "note");
    NostrEvent request = vanish(ALICE, NOW);
    fixture.put(note);
    fixture.put(request);
    fixture.put(deletionOf(request, ALICE));
    fixture.put(vanish(ALICE, NOW - 100));
    fixture.close();
    fixture = new StoreFixture(folder, NOW);
    assertThat(holds(request)).isTrue();
    assertThat(fixture.put(note)).isEqualTo(new StoreResult.Deleted());
    assertThat(fixture.put(TestEvents.note(BOB, NOW - 10, "others may")))
        .isInstanceOf(StoreResult.Stored.class);
  }

  @Test
  void vanish_isToldInTheFeed() throws Exception {
    NostrEvent note = TestEvents.note(ALICE, NOW - 10, "note");
    fixture.put(note);
    fixture.put(vanish(ALICE, NOW));
    assertThat(fixture.store.feed().take(0, 10, Duration.ZERO))
        .anySatisfy(entry ->
            assertThat(entry)
                .isInstanceOfSatisfying(
                    FeedEntry.Removed.class,
                    removed -> {
                      assertThat(removed.id()).isEqualTo(note.id());
                      assertThat(removed.cause()).isEqualTo(FeedEntry.Cause.VANISHED);
                    }));
  }

  @Test
  void vanish_ofVeryManyEvents_goesOnInParts() {
    List<NostrEvent> notes = new ArrayList<>();
    for (int i = 0; i < 5_600; i++) {
      notes.add(TestEvents.note(ALICE, NOW - i, "note " + i));
    }
    notes.forEach(note -> fixture.store.write(note, result -> {}));
    fixture.put(vanish(ALICE, NOW));
    fixture.close(); // in the middle of it, perhaps
    fixture = new StoreFixture(folder, NOW);
    eventually(
        "fixture.store.statistics().events() to be at most 1",
        () -> fixture.store.statistics().events(),
        found -> found <= 1);
    assertThat(fixture.store.statistics().events()).isEqualTo(1);
    assertThat(fixture.put(notes.getLast())).isEqualTo(new StoreResult.Deleted());
  }

  @Test
  void nip59_wraps_areDeletedByTheirRecipient() {
    NostrEvent mine = wrapFor(ALICE, NOW);
    NostrEvent foreign = wrapFor(BOB, NOW + 1);
    fixture.put(mine);
    fixture.put(foreign);
    fixture.put(deletionOf(mine, ALICE));
    fixture.put(deletionOf(foreign, ALICE));
    assertThat(holds(mine)).isFalse();
    assertThat(holds(foreign)).isTrue();
    assertThat(fixture.put(mine)).isEqualTo(new StoreResult.Deleted());
    NostrEvent unseen = wrapFor(ALICE, NOW + 5);
    fixture.put(deletionOf(unseen, ALICE));
    assertThat(fixture.put(unseen)).isEqualTo(new StoreResult.Deleted());
  }

  private static NostrEvent mention(Key key, long at, int number) {
    String tags = "[[\"p\",\"" + key.pubkey() + "\"]]";
    String json =
        "{\"id\":\"%064x\",\"pubkey\":\"%s\",\"created_at\":%d,\"kind\":1,\"tags\":%s,\"content\":\"\",\"sig\":\"%s\"}"
            .formatted(
                BigInteger.valueOf(number).shiftLeft(200), BOB.pubkey(), at, tags, "0".repeat(128));
    return ((EventParse.WellFormed) EventParser.parse(json.getBytes(UTF_8))).event();
  }

  private long nanosOfVanishing(Key key) {
    long began = System.nanoTime();
    for (int i = 0; i < 400; i++) {
      assertThat(fixture.put(vanish(key, NOW - 1_000 + i))).isInstanceOf(StoreResult.Stored.class);
    }
    return System.nanoTime() - began;
  }

  @Test
  void vanish_againAndAgain_looksAtNothingTwice() {
    for (int i = 0; i < 60_000; i++) {
      fixture.store.write(mention(ALICE, NOW - 5_000, i + 1), result -> {});
    }
    assertThat(fixture.put(mention(ALICE, NOW, 100_000))).isInstanceOf(StoreResult.Stored.class);

    nanosOfVanishing(Key.of(3)); // to warm up
    long unmentioned = nanosOfVanishing(Key.of(4));
    long mentioned = nanosOfVanishing(ALICE);

    assertThat(mentioned).isLessThan(4 * unmentioned + 300_000_000);
  }

  @Test
  void vanish_laterAgain_removesWhatIsNewSinceThen() {
    NostrEvent note = TestEvents.note(ALICE, NOW - 10, "between");
    NostrEvent wrap = wrapFor(ALICE, NOW - 9);
    fixture.put(vanish(ALICE, NOW - 20));
    fixture.put(note);
    fixture.put(wrap);
    assertThat(fixture.put(vanish(ALICE, NOW - 30))).isInstanceOf(StoreResult.Stored.class);
    assertThat(holds(note)).isTrue();
    fixture.put(vanish(ALICE, NOW - 9));
    assertThat(holds(note)).isFalse();
    assertThat(holds(wrap)).isFalse();
  }
}
