package heliograph.store.lmdb;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import heliograph.store.StoreResult;
import heliograph.store.StoreResult.By;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept and what gives way: NIP-01 kinds, NIP-09 deletion, NIP-40 expiry. */
class Nip01StoreTest {
  private static final Key ALICE = Key.of(1);
  private static final Key BOB = Key.of(2);
  private static final long NOW = 1_800_000_000;

  @TempDir private Path directory;
  private StoreFixture fixture;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(directory, NOW);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private StoreResult put(NostrEvent event) {
    return fixture.put(event);
  }

  private static NostrEvent event(
      Key key, int kind, long at, List<List<String>> tags, String text) {
    return TestEvents.signed(key, kind, at, tags, text);
  }

  private static NostrEvent deletion(Key key, long at, List<List<String>> tags) {
    return event(key, 5, at, tags, "");
  }

  private static List<String> e(NostrEvent target) {
    return List.of("e", target.id().hex());
  }

  private boolean holds(NostrEvent event) {
    return fixture.ids("{\"ids\":[\"" + event.id().hex() + "\"]}").size() == 1;
  }

  @Test
  void put_twice_isDuplicate() {
    NostrEvent note = TestEvents.note(ALICE, NOW, "x");
    assertThat(put(note)).isInstanceOf(StoreResult.Stored.class);
    assertThat(put(note)).isEqualTo(new StoreResult.Duplicate());
    assertThat(fixture.store.contains(note.id())).isTrue();
    assertThat(fixture.store.statistics().events()).isEqualTo(1);
  }

  private List<ByteBuffer> log() throws IOException {
    return List.of(
        ByteBuffer.wrap(Files.readAllBytes(directory.resolve("log.0"))),
        ByteBuffer.wrap(Files.readAllBytes(directory.resolve("log.1"))));
  }

  @Test
  void put_refused_isLoggedLikeAnyOther_soThatItsTimeTellsNothing() throws IOException {
    NostrEvent note = TestEvents.note(ALICE, NOW, "x");
    NostrEvent newer = event(ALICE, 0, NOW, List.of(), "new");
    NostrEvent older = event(ALICE, 0, NOW - 1, List.of(), "old");
    NostrEvent gone = TestEvents.note(BOB, NOW, "gone");
    List.of(note, newer, deletion(BOB, NOW, List.of(e(gone)))).forEach(this::put);
    fixture.awaitApplied();
    for (NostrEvent refused : List.of(note, older, gone)) {
      List<ByteBuffer> before = log();
      assertThat(put(refused)).isNotInstanceOf(StoreResult.Stored.class);
      assertThat(log()).isNotEqualTo(before);
    }
  }

  @Test
  void put_newerReplaceable_takesThePlace() {
    NostrEvent old = event(ALICE, 0, NOW - 1, List.of(), "old");
    NostrEvent newer = event(ALICE, 0, NOW, List.of(), "new");
    put(old);
    assertThat(put(newer)).isInstanceOf(StoreResult.Stored.class);
    assertThat(put(old)).isEqualTo(new StoreResult.Superseded(By.NEWER));
    assertThat(fixture.ids("{\"kinds\":[0]}")).containsExactly(newer.id().hex());
    assertThat(put(event(BOB, 0, NOW - 9, List.of(), ""))).isInstanceOf(StoreResult.Stored.class);
  }

  @Test
  void put_sameSecond_keepsTheLowestIdInBothOrders() {
    NostrEvent one = event(ALICE, 10_002, NOW, List.of(), "1");
    NostrEvent two = event(ALICE, 10_002, NOW, List.of(), "2");
    boolean oneIsLow = one.id().compareTo(two.id()) < 0;
    NostrEvent low = oneIsLow ? one : two;
    NostrEvent high = oneIsLow ? two : one;
    put(high);
    put(low);
    assertThat(fixture.ids("{}")).containsExactly(low.id().hex());
    assertThat(put(high)).isEqualTo(new StoreResult.Superseded(By.LOWER_ID));
  }

  @Test
  void put_addressable_isKeptPerFirstD() {
    NostrEvent none = event(ALICE, 30_023, NOW, List.of(), "none");
    NostrEvent bare = event(ALICE, 30_023, NOW + 1, List.of(List.of("d")), "bare");
    NostrEvent empty =
        event(ALICE, 30_023, NOW + 2, List.of(List.of("t", "x"), List.of("d", "")), "empty");
    NostrEvent other =
        event(ALICE, 30_023, NOW, List.of(List.of("t", "x"), List.of("d", "é"), List.of("d")), "");
    put(none);
    put(bare);
    put(empty);
    put(other);
    assertThat(fixture.ids("{}")).containsExactly(empty.id().hex(), other.id().hex());
  }

  @Test
  void put_kind41_isRegular() {
    put(event(ALICE, 41, NOW, List.of(), "1"));
    put(event(ALICE, 41, NOW + 1, List.of(), "2"));
    assertThat(fixture.ids("{\"kinds\":[41]}")).hasSize(2);
  }

  @Test
  void nip09_deletionByE_removesOwnEventsOnly() {
    NostrEvent mine = TestEvents.note(ALICE, NOW, "mine");
    NostrEvent foreign = TestEvents.note(BOB, NOW, "foreign");
    put(mine);
    put(foreign);
    NostrEvent deletion =
        deletion(ALICE, NOW, List.of(e(foreign), List.of("e", "junk"), List.of("e"), e(mine)));
    assertThat(put(deletion)).isInstanceOf(StoreResult.Stored.class);
    assertThat(holds(mine)).isFalse();
    assertThat(holds(foreign)).isTrue();
    assertThat(holds(deletion)).isTrue();
    assertThat(put(mine)).isEqualTo(new StoreResult.Deleted());
  }

  @Test
  void nip09_deletionBeforeArrival_barsItsAuthorsEventOnly() {
    NostrEvent mine = TestEvents.note(ALICE, NOW, "mine");
    NostrEvent foreign = TestEvents.note(BOB, NOW, "foreign");
    put(deletion(ALICE, NOW - 5, List.of(e(mine), e(foreign))));
    assertThat(put(mine)).isEqualTo(new StoreResult.Deleted());
    assertThat(put(foreign)).isInstanceOf(StoreResult.Stored.class);
  }

  @Test
  void nip09_deletionOfDeletion_hasNoEffect() {
    NostrEvent note = TestEvents.note(ALICE, NOW, "x");
    NostrEvent first = deletion(ALICE, NOW, List.of(e(note)));
    NostrEvent early = deletion(ALICE, NOW + 9, List.of(e(first)));
    put(early);
    put(note);
    assertThat(put(first)).isInstanceOf(StoreResult.Stored.class);
    put(deletion(ALICE, NOW + 1, List.of(e(first))));
    assertThat(holds(first)).isTrue();
    assertThat(put(note)).isEqualTo(new StoreResult.Deleted());
  }

  @Test
  void nip09_deletionByA_reachesUpToItsTime() {
    String address = "30023:" + ALICE.pubkey() + ":a:b\"c";
    List<List<String>> d = List.of(List.of("d", "a:b\"c"));
    NostrEvent old = event(ALICE, 30_023, NOW, d, "old");
    NostrEvent later = event(ALICE, 30_023, NOW + 2, d, "later");
    put(old);
    put(deletion(BOB, NOW + 1, List.of(List.of("a", address))));
    assertThat(holds(old)).isTrue();
    put(deletion(ALICE, NOW + 1, List.of(List.of("a", address))));
    assertThat(holds(old)).isFalse();
    assertThat(put(event(ALICE, 30_023, NOW + 1, d, "same second")))
        .isEqualTo(new StoreResult.Deleted());
    assertThat(put(later)).isInstanceOf(StoreResult.Stored.class);
    put(deletion(ALICE, NOW, List.of(List.of("a", address))));
    assertThat(holds(later)).isTrue();
  }

  @Test
  void nip09_deletionByA_coversReplaceableKinds() {
    NostrEvent list = event(ALICE, 10_002, NOW, List.of(), "");
    put(list);
    put(deletion(ALICE, NOW, List.of(List.of("a", "10002:" + ALICE.pubkey() + ":"))));
    assertThat(holds(list)).isFalse();
    NostrEvent note = TestEvents.note(ALICE, NOW, "regular kinds have no address");
    put(note);
    put(
        deletion(
            ALICE, NOW, List.of(List.of("a", "1:" + ALICE.pubkey() + ":"), List.of("a", "x"))));
    assertThat(holds(note)).isTrue();
  }

  @Test
  void nip40_expiredEvent_isNotServedAndThenRemoved() throws Exception {
    NostrEvent brief =
        event(ALICE, 1, NOW, List.of(List.of("expiration", Long.toString(NOW + 5))), "brief");
    put(brief);
    assertThat(holds(brief)).isTrue();
    fixture.at(NOW + 5);
    assertThat(holds(brief)).isFalse();
    eventually(
        "fixture.store.statistics().events() to be 0",
        () -> fixture.store.statistics().events(),
        found -> found == 0);
    assertThat(fixture.store.statistics().events()).isZero();
  }

  private static NostrEvent status(long at, long expiration, String text) {
    List<String> expires = List.of("expiration", Long.toString(expiration));
    return event(ALICE, 30_315, at, List.of(List.of("d", "general"), expires), text);
  }

  @Test
  void nip40_olderVersionAfterTheNewestHasExpired_staysAway() throws Exception {
    NostrEvent stale = event(ALICE, 30_315, NOW - 5, List.of(List.of("d", "general")), "stale");
    NostrEvent otherAddress = event(ALICE, 30_315, NOW - 5, List.of(List.of("d", "x")), "other");
    NostrEvent next = event(ALICE, 30_315, NOW + 1, List.of(List.of("d", "general")), "next");
    put(status(NOW, NOW + 5, "brief"));
    fixture.at(NOW + 5);
    eventually(
        "fixture.store.statistics().events() to be 0",
        () -> fixture.store.statistics().events(),
        found -> found == 0);
    assertThat(put(stale)).isEqualTo(new StoreResult.Superseded(By.EXPIRED));
    fixture.close();
    fixture = new StoreFixture(directory, NOW + 6);
    assertThat(put(stale)).isEqualTo(new StoreResult.Superseded(By.EXPIRED));
    assertThat(put(otherAddress)).isInstanceOf(StoreResult.Stored.class);
    assertThat(put(next)).isInstanceOf(StoreResult.Stored.class);
    assertThat(put(stale)).isEqualTo(new StoreResult.Superseded(By.NEWER));
  }

  @Test
  void nip40_whatHasExpired_isRememberedForNinetyDays() throws Exception {
    NostrEvent stale = event(ALICE, 30_315, NOW - 5, List.of(List.of("d", "general")), "stale");
    put(status(NOW, NOW + 5, "brief"));
    fixture.at(NOW + 5);
    eventually(
        "fixture.store.statistics().events() to be 0",
        () -> fixture.store.statistics().events(),
        found -> found == 0);
    fixture.at(NOW + 6 + 90 * 86_400);
    eventually(
        "put(stale) instanceof StoreResult.Stored", () -> put(stale) instanceof StoreResult.Stored);
    assertThat(holds(stale)).isTrue();
  }
}
