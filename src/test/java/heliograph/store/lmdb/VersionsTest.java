package heliograph.store.lmdb;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.filter.Visibility;
import heliograph.store.KeptAddress;
import heliograph.store.KeptVersion;
import heliograph.store.VersionHistory;
import heliograph.store.VersionHistory.Most;
import heliograph.store.VersionKeeping;
import heliograph.store.VersionPlace;
import heliograph.store.layout.AddressKey;
import heliograph.store.layout.CanonicalText;
import heliograph.store.log.LogBatch;
import heliograph.store.log.LogEntry;
import heliograph.store.pending.Pending;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was replaced is kept for those authors, and goes when they take it back. */
class VersionsTest {
  private static final long NOW = 1_800_000_000;
  private static final Key ALICE = Key.of(1);
  private static final Key BOB = Key.of(2);
  private static final PublicKey ALICE_KEY = PublicKey.parse(ALICE.pubkey());
  private static final PublicKey BOB_KEY = PublicKey.parse(BOB.pubkey());

  @TempDir private Path folder;
  private StoreFixture fixture;

  @BeforeEach
  void open() {
    fixture = reopened(new VersionKeeping(ALICE_KEY::equals, 3, Duration.ofDays(10)));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private StoreFixture reopened(VersionKeeping keeping) {
    return new StoreFixture(StoreFixture.config(folder), keeping, NOW);
  }

  private NostrEvent profile(Key key, long at, String name) {
    NostrEvent event = TestEvents.signed(key, 0, at, List.of(), "{\"name\":\"" + name + "\"}");
    fixture.put(event);
    return event;
  }

  private NostrEvent article(Key key, long at, String d) {
    NostrEvent event = TestEvents.signed(key, 30_023, at, List.of(List.of("d", d)), "as of " + at);
    fixture.put(event);
    return event;
  }

  private List<NostrEvent> kept(PublicKey author, int kind, String d) {
    return versions(fixture.store.history(), author, kind, d);
  }

  private static List<NostrEvent> versions(
      VersionHistory history, PublicKey author, int kind, String d) {
    return history
        .versions(
            author,
            kind,
            d,
            VersionPlace.START,
            Visibility.EVERYTHING,
            new Most(100, Long.MAX_VALUE))
        .stream()
        .map(KeptVersion::event)
        .toList();
  }

  private void delete(Key by, String name, String value) {
    fixture.put(TestEvents.signed(by, 5, NOW, List.of(List.of(name, value)), ""));
  }

  @Test
  void replace_byThatAuthor_keepsTheOldVersionAsItWas() {
    NostrEvent first = profile(ALICE, NOW - 30, "one");
    NostrEvent second = profile(ALICE, NOW - 20, "two");
    NostrEvent third = profile(ALICE, NOW - 10, "three");

    List<KeptVersion> versions =
        fixture
            .store
            .history()
            .versions(
                ALICE_KEY,
                0,
                "",
                VersionPlace.START,
                Visibility.EVERYTHING,
                new Most(100, Long.MAX_VALUE));

    assertThat(versions).containsExactly(new KeptVersion(second, NOW), new KeptVersion(first, NOW));
    assertThat(versions.getFirst().event().json()).isEqualTo(second.json());
    assertThat(fixture.store.history().current(ALICE_KEY, 0, "", Visibility.EVERYTHING))
        .contains(third);
    assertThat(fixture.store.contains(second.id())).isFalse();
  }

  @Test
  void replace_byAnotherAuthor_keepsNothing() {
    profile(BOB, NOW - 30, "one");
    profile(BOB, NOW - 20, "two");

    assertThat(kept(BOB_KEY, 0, "")).isEmpty();
    assertThat(
            fixture
                .store
                .history()
                .addresses(BOB_KEY, Visibility.EVERYTHING, new Most(10, Long.MAX_VALUE)))
        .isEmpty();
  }

  @Test
  void supersededVersion_isNotKept() {
    profile(ALICE, NOW - 20, "newer");
    profile(ALICE, NOW - 30, "older, came late");

    assertThat(kept(ALICE_KEY, 0, "")).isEmpty();
  }

  /** While the disk is full, LMDB has what the log has removed. */
  @Test
  void versions_whileLmdbCannotBeWritten_leaveOutWhatTheLogDeletes() throws Exception {
    NostrEvent taken = profile(ALICE, NOW - 30, "taken back");
    NostrEvent kept = profile(ALICE, NOW - 20, "kept");
    NostrEvent current = profile(ALICE, NOW - 10, "current");
    article(ALICE, NOW - 30, "gone");
    article(ALICE, NOW - 20, "gone");
    NostrEvent later = article(ALICE, NOW - 10, "gone");
    NostrEvent latest = article(ALICE, NOW - 5, "gone");
    assertThat(kept(ALICE_KEY, 0, "")).containsExactly(kept, taken);
    fixture.close();
    Pending pending = new Pending(100, 1_000, Duration.ZERO);
    try (LmdbEnvironment env =
            new LmdbEnvironment(StoreFixture.config(folder), LmdbEnvironment.Access.READ);
        ReaderPool readers = new ReaderPool(env, 2)) {
      VersionHistory history = new LmdbVersionHistory(env, readers, pending, () -> NOW);
      NostrEvent deletion = TestEvents.signed(ALICE, 5, NOW, List.of(), "");
      pending.add(101, deletion, null);
      pending.bar(eventTombstone(taken), Long.MAX_VALUE);
      pending.bar(eventTombstone(current), Long.MAX_VALUE);
      pending.bar(addressTombstone(30_023, "gone"), NOW - 15);
      pending.publish(new LogBatch(101, 101, NOW, List.of(new LogEntry(deletion, false))));
      assertThat(pending.take(0, () -> {})).isNotNull();
      pending.failed(new IOException("no space"));

      assertThat(versions(history, ALICE_KEY, 0, "")).containsExactly(kept);
      assertThat(versions(history, ALICE_KEY, 30_023, "gone")).containsExactly(later);
      assertThat(history.addresses(ALICE_KEY, Visibility.EVERYTHING, new Most(9, Long.MAX_VALUE)))
          .containsExactlyInAnyOrder(
              new KeptAddress(0, "", 1, NOW - 20, NOW - 20),
              new KeptAddress(30_023, "gone", 1, NOW - 10, NOW - 10));
      assertThat(history.current(ALICE_KEY, 0, "", Visibility.EVERYTHING)).isEmpty();
      assertThat(history.current(ALICE_KEY, 30_023, "gone", Visibility.EVERYTHING))
          .contains(latest);
    }
  }

  private static ByteBuffer eventTombstone(NostrEvent event) {
    ByteBuffer key = ByteBuffer.allocate(AddressKey.MAX);
    AddressKey.writeEventTombstone(key, event.id(), event.pubkey());
    return key;
  }

  private static ByteBuffer addressTombstone(int kind, String d) {
    ByteBuffer key = ByteBuffer.allocate(AddressKey.MAX);
    new AddressKey().writeAddressTombstone(key, ALICE_KEY, kind, CanonicalText.of(d));
    return key;
  }

  @Test
  void versions_overTheirNumber_loseTheOldest() {
    List<NostrEvent> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(profile(ALICE, NOW - 60 + i, "v" + i));
    }

    assertThat(kept(ALICE_KEY, 0, "")).containsExactly(all.get(4), all.get(3), all.get(2));
  }

  @Test
  void versions_ofAddresses_areKeptApart() {
    NostrEvent a = article(ALICE, NOW - 30, "a");
    article(ALICE, NOW - 20, "a");
    NostrEvent quoted = article(ALICE, NOW - 29, "say \"hi\"\n");
    article(ALICE, NOW - 19, "say \"hi\"\n");
    profile(ALICE, NOW - 9, "one");
    profile(ALICE, NOW - 8, "two");

    assertThat(kept(ALICE_KEY, 30_023, "a")).containsExactly(a);
    assertThat(kept(ALICE_KEY, 30_023, "say \"hi\"\n")).containsExactly(quoted);
    assertThat(kept(ALICE_KEY, 30_023, "")).isEmpty();
    assertThat(
            fixture
                .store
                .history()
                .addresses(ALICE_KEY, Visibility.EVERYTHING, new Most(10, Long.MAX_VALUE)))
        .containsExactlyInAnyOrder(
            new KeptAddress(0, "", 1, NOW - 9, NOW - 9),
            new KeptAddress(30_023, "a", 1, NOW - 30, NOW - 30),
            new KeptAddress(30_023, "say \"hi\"\n", 1, NOW - 29, NOW - 29));
    assertThat(
            fixture
                .store
                .history()
                .addresses(ALICE_KEY, Visibility.EVERYTHING, new Most(1, Long.MAX_VALUE)))
        .extracting(KeptAddress::kind)
        .containsExactly(0);
  }

  @Test
  void versions_areRead_pageByPage() {
    NostrEvent first = profile(ALICE, NOW - 30, "one");
    NostrEvent second = profile(ALICE, NOW - 20, "two");
    profile(ALICE, NOW - 10, "three");

    assertThat(
            fixture
                .store
                .history()
                .versions(
                    ALICE_KEY,
                    0,
                    "",
                    VersionPlace.olderThan(NOW - 20),
                    Visibility.EVERYTHING,
                    new Most(1, Long.MAX_VALUE)))
        .extracting(KeptVersion::event)
        .containsExactly(first);
    assertThat(
            fixture
                .store
                .history()
                .versions(
                    ALICE_KEY,
                    0,
                    "",
                    VersionPlace.START,
                    Visibility.EVERYTHING,
                    new Most(1, Long.MAX_VALUE)))
        .extracting(KeptVersion::event)
        .containsExactly(second);
  }

  @Test
  void deletion_ofTheAddress_takesTheVersionsUpToItsTime() {
    profile(ALICE, NOW - 30, "one");
    profile(ALICE, NOW - 20, "two");

    delete(ALICE, "a", "0:" + ALICE.pubkey() + ":");

    assertThat(kept(ALICE_KEY, 0, "")).isEmpty();
    assertThat(fixture.store.history().current(ALICE_KEY, 0, "", Visibility.EVERYTHING)).isEmpty();
  }

  @Test
  void deletion_ofAnEvent_takesThatVersionOnly() {
    NostrEvent first = profile(ALICE, NOW - 30, "one");
    NostrEvent second = profile(ALICE, NOW - 20, "two");
    NostrEvent third = profile(ALICE, NOW - 10, "three");

    delete(BOB, "e", second.id().hex());
    assertThat(kept(ALICE_KEY, 0, "")).containsExactly(second, first);

    delete(ALICE, "e", second.id().hex());
    assertThat(kept(ALICE_KEY, 0, "")).containsExactly(first);
    assertThat(fixture.store.history().current(ALICE_KEY, 0, "", Visibility.EVERYTHING))
        .contains(third);
  }

  @Test
  void vanish_takesTheVersionsUpToItsTime() {
    profile(ALICE, NOW - 30, "one");
    profile(ALICE, NOW - 20, "two");
    NostrEvent late = article(ALICE, NOW + 5, "a");
    article(ALICE, NOW + 6, "a");

    fixture.put(TestEvents.signed(ALICE, 62, NOW, List.of(List.of("relay", "ALL_RELAYS")), "bye"));

    assertThat(kept(ALICE_KEY, 0, "")).isEmpty();
    assertThat(kept(ALICE_KEY, 30_023, "a")).containsExactly(late);
  }

  @Test
  void versions_surviveAReopening_andTakingBackNeedsNoRuleToKeep() {
    NostrEvent first = profile(ALICE, NOW - 30, "one");
    profile(ALICE, NOW - 20, "two");
    fixture.close();
    fixture = reopened(VersionKeeping.NONE);
    assertThat(kept(ALICE_KEY, 0, "")).containsExactly(first);

    delete(ALICE, "a", "0:" + ALICE.pubkey() + ":");

    assertThat(kept(ALICE_KEY, 0, "")).isEmpty();
  }

  @Test
  @Timeout(180)
  void versions_whoseTimeIsOver_go() throws InterruptedException {
    profile(ALICE, NOW - 30, "one");
    profile(ALICE, NOW - 20, "two");

    fixture.at(NOW + TimeUnit.DAYS.toSeconds(11));

    eventually(
        "kept(ALICE_KEY, 0, '').isEmpty()",
        () -> kept(ALICE_KEY, 0, "").isEmpty()); // the writer sweeps every 10 ms here
    assertThat(fixture.store.history().current(ALICE_KEY, 0, "", Visibility.EVERYTHING))
        .isPresent();
  }

  @Test
  void expiredVersion_isNotShown() {
    NostrEvent shortLived =
        TestEvents.signed(
            ALICE,
            0,
            NOW - 30,
            List.of(List.of("expiration", Long.toString(NOW + 100))),
            "{\"name\":\"one\"}");
    fixture.put(shortLived);
    profile(ALICE, NOW - 20, "two");
    assertThat(kept(ALICE_KEY, 0, "")).containsExactly(shortLived);

    fixture.at(NOW + 101);

    assertThat(kept(ALICE_KEY, 0, "")).isEmpty();
    assertThat(
            fixture
                .store
                .history()
                .addresses(ALICE_KEY, Visibility.EVERYTHING, new Most(10, Long.MAX_VALUE)))
        .isEmpty();
  }

  @Test
  void verifier_ofAStoreWithVersions_findsNoFault() {
    profile(ALICE, NOW - 30, "one");
    profile(ALICE, NOW - 20, "two");
    article(ALICE, NOW - 30, "a");
    article(ALICE, NOW - 20, "a");
    fixture.close();

    List<String> faults = new ArrayList<>();
    try (LmdbStoreReader reader =
        new LmdbStoreReader(StoreFixture.config(folder), Clock.systemUTC())) {
      new StoreVerifier(reader, faults::add).run(event -> {}, looked -> {});
    }

    assertThat(faults).isEmpty();
    open();
  }
}
