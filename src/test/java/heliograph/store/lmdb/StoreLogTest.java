package heliograph.store.lmdb;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.store.FeedEntry;
import heliograph.store.StoreException;
import heliograph.store.StoreResult;
import heliograph.store.VersionHistory.Most;
import heliograph.store.VersionKeeping;
import heliograph.store.VersionPlace;
import heliograph.store.log.DiskLogFolder;
import heliograph.store.log.LogFolder;
import heliograph.store.pending.Pending;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store while its log has events that LMDB does not have, and after it is opened with them. */
class StoreLogTest {
  private static final long NOW = 1_800_000_000;
  private static final Key ALICE = Key.of(1);
  private static final Key BOB = Key.of(2);
  private static final String ALL = "{}";
  private static final VersionKeeping KEEPS_ALL =
      new VersionKeeping(author -> true, 10, Duration.ofDays(1));

  @TempDir private Path directory;

  private static StoreFixture lingering(Path store) {
    return new StoreFixture(StoreFixture.lingering(store), NOW);
  }

  private static NostrEvent profile(long at, String content) {
    return TestEvents.signed(ALICE, 0, at, List.of(), content);
  }

  private Path killed() throws IOException {
    Path killed = directory.resolve("killed");
    StoreCopies.copy(directory.resolve("store"), killed);
    return killed;
  }

  /** Returns what LMDB has, without its log. */
  private static long applied(Path store) throws IOException {
    Path alone = store.resolveSibling("alone");
    Files.createDirectories(alone);
    Files.copy(store.resolve("data.mdb"), alone.resolve("data.mdb"));
    try (LmdbStoreReader reader =
        new LmdbStoreReader(StoreFixture.config(alone), Clock.systemUTC())) {
      return reader.statistics().events();
    }
  }

  @Test
  void open_afterAKill_hasWhatWasAcknowledged_withItsNumbers() throws Exception {
    try (StoreFixture fixture = lingering(directory.resolve("store"))) {
      StoreResult first = fixture.put(profile(NOW, "first"));
      StoreResult second = fixture.put(profile(NOW + 1, "second"));
      StoreResult note = fixture.put(TestEvents.note(BOB, NOW, "note"));
      assertThat(List.of(first, second, note))
          .containsExactly(
              new StoreResult.Stored(1), new StoreResult.Stored(3), new StoreResult.Stored(4));
      List<FeedEntry> feed = fixture.store.feed().take(0, 10, Duration.ofSeconds(9));
      Path killed = killed();
      assertThat(applied(killed)).isZero();
      try (StoreFixture replayed = new StoreFixture(killed, NOW)) {
        assertThat(replayed.ids(ALL)).isEqualTo(fixture.ids(ALL)).hasSize(2);
        List<FeedEntry> read = replayed.store.feed().take(0, 10, Duration.ofSeconds(9));
        assertThat(read).hasSameSizeAs(feed).last().isEqualTo(feed.getLast());
        assertThat(replayed.put(profile(NOW + 1, "second"))).isEqualTo(new StoreResult.Duplicate());
        assertThat(replayed.put(TestEvents.note(BOB, NOW, "more")))
            .isEqualTo(new StoreResult.Stored(5));
      }
      assertThat(StoreCopies.faults(killed)).isEmpty();
    }
  }

  /** What the rules say when the store is opened again does not matter: the log says it. */
  @Test
  void open_afterAKill_keepsTheVersionsThatWereToBeKept() throws Exception {
    try (StoreFixture fixture =
        new StoreFixture(StoreFixture.lingering(directory.resolve("store")), KEEPS_ALL, NOW)) {
      fixture.put(profile(NOW, "first"));
      fixture.put(profile(NOW + 1, "second"));
      Path killed = killed();
      try (StoreFixture replayed = new StoreFixture(killed, NOW + 500)) {
        assertThat(versions(replayed)).isEqualTo(List.of("first " + NOW));
      }
      assertThat(versions(fixture)).isEqualTo(List.of("first " + NOW));
    }
  }

  private static List<String> versions(StoreFixture fixture) {
    return fixture
        .store
        .history()
        .versions(
            profile(NOW, "").pubkey(),
            0,
            "",
            VersionPlace.START,
            Visibility.EVERYTHING,
            new Most(10, 1 << 20))
        .stream()
        .map(version -> version.event().content() + " " + version.replacedAt())
        .toList();
  }

  @Test
  void open_logWithoutAFrame_isRefusedUnlessItIsTheLast() throws Exception {
    try (StoreFixture fixture = lingering(directory.resolve("store"))) {
      for (int i = 0; i < 3; i++) {
        fixture.put(TestEvents.note(BOB, NOW + i, "note"));
      }
      Path killed = killed();
      byte[] log = Files.readAllBytes(killed.resolve("log.0"));
      log[512 + 100] ^= 1; // the second frame: that of such a note takes one sector
      Files.write(killed.resolve("log.0"), log);
      assertThatThrownBy(() -> new StoreFixture(StoreFixture.lingering(killed), NOW))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("the store's log is damaged")
          .hasMessageContaining("change 2 is missing");
      // the store is as it was, and is opened once the operator decides
      Files.delete(killed.resolve("log.0"));
      try (StoreFixture opened = new StoreFixture(killed, NOW)) {
        assertThat(opened.ids(ALL)).isEmpty();
      }
    }
  }

  @Test
  void log_ofAStoreThatWasClosed_isNotReadAgain() throws Exception {
    Path store = directory.resolve("store");
    try (StoreFixture fixture = lingering(store)) {
      fixture.put(TestEvents.note(BOB, NOW, "note"));
    }
    Path copy = killed();
    assertThat(applied(copy)).isEqualTo(1);
    try (StoreFixture fixture = lingering(copy)) {
      assertThat(fixture.ids(ALL)).hasSize(1);
    }
  }

  /** The log's files fail for a while; what they do not promise, LMDB does. */
  @Test
  void log_thatFails_isReplacedByLmdbUntilItWorks() {
    AtomicBoolean fails = new AtomicBoolean();
    Path store = directory.resolve("store");
    LogFolder failing = new FailingFolder(new DiskLogFolder(store), fails);
    try (StoreFixture fixture =
        new StoreFixture(StoreFixture.lingering(store), VersionKeeping.NONE, failing, NOW)) {
      fixture.put(TestEvents.note(BOB, NOW, "logged"));
      fails.set(true);
      assertThat(fixture.put(TestEvents.note(BOB, NOW, "not logged")))
          .isEqualTo(new StoreResult.Stored(2));
      assertThat(fixture.put(TestEvents.note(BOB, NOW, "not logged")))
          .isEqualTo(new StoreResult.Duplicate());
      fails.set(false);
      eventually(
          "a note to go to the log again",
          () -> {
            fixture.put(TestEvents.note(BOB, NOW, "x" + fixture.ids(ALL).size()));
            return fixture.meters.gauge("heliograph_pending_events");
          },
          pending -> pending > 0);
      assertThat(fixture.store.statistics().events()).isEqualTo(fixture.ids(ALL).size());
    }
    assertThat(StoreCopies.faults(store)).isEmpty();
  }

  private record FailingFolder(LogFolder folder, AtomicBoolean fails) implements LogFolder {
    @Override
    public boolean has(String name) {
      return folder.has(name);
    }

    @Override
    public LogFile open(String name) throws IOException {
      return folder.open(name);
    }

    @Override
    public LogFile open(String name, long bytes) throws IOException {
      return new FailingFile(folder.open(name, bytes), fails);
    }
  }

  private record FailingFile(LogFolder.LogFile file, AtomicBoolean fails)
      implements LogFolder.LogFile {
    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      file.write(source, position);
    }

    @Override
    public void read(ByteBuffer target) throws IOException {
      file.read(target);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void force() throws IOException {
      if (fails.get()) {
        throw new IOException("the disk does not answer");
      }
      file.force();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /** Failures for longer than a generation lasts leave no trace in it. */
  @Test
  void log_thatFailsForLong_takesEventsAfterwards() {
    AtomicBoolean fails = new AtomicBoolean();
    Path store = directory.resolve("store");
    Pending pending = new Pending(0, 1_000, Duration.ofDays(1));
    NostrEvent event = TestEvents.note(BOB, NOW, "x".repeat(100_000));
    for (int i = 1; i < 100; i++) {
      pending.add(1, event, null);
      pending.undo();
    }
    assertThat(pending.isFull()).isFalse();
    assertThat(pending.find(event.id())).isNull();
    LogFolder failing = new FailingFolder(new DiskLogFolder(store), fails);
    try (StoreFixture fixture =
        new StoreFixture(StoreFixture.lingering(store), VersionKeeping.NONE, failing, NOW)) {
      fails.set(true);
      for (int i = 0; i < 20; i++) {
        assertThat(fixture.put(TestEvents.note(BOB, NOW + i, "x".repeat(400_000))))
            .isEqualTo(new StoreResult.Stored(i + 1));
      }
    }
    assertThat(StoreCopies.faults(store)).isEmpty();
  }

  /** More events than the two files hold: they are used in turns. */
  @Test
  void put_manyMoreThanTheLogHolds_waitsForLmdbOnly() {
    Path store = directory.resolve("store");
    List<String> put = new ArrayList<>();
    try (StoreFixture fixture = lingering(store)) {
      for (int i = 0; i < 400; i++) {
        NostrEvent event = TestEvents.note(BOB, NOW + i, "x".repeat(20_000));
        put.addFirst(event.id().hex());
        fixture.store.write(event, result -> {});
      }
      fixture.put(profile(NOW - 1, "last"));
      assertThat(fixture.ids("{\"kinds\":[1]}")).isEqualTo(put);
      assertThat(fixture.meters.gauge("heliograph_pending_events")).isLessThan(120);
    }
    assertThat(store.resolve("log.0")).hasSize(1 << 20);
    assertThat(store.resolve("log.1")).hasSize(1 << 20);
  }

  /** An event that no file of the log can hold goes to LMDB. */
  @Test
  void put_eventLargerThanTheLog_isStored() {
    try (StoreFixture fixture = lingering(directory.resolve("store"))) {
      fixture.put(TestEvents.note(BOB, NOW, "small"));
      fixture.put(TestEvents.note(BOB, NOW + 1, "x".repeat(2 << 20)));
      fixture.put(TestEvents.note(BOB, NOW + 2, "small"));
      assertThat(fixture.ids(ALL)).hasSize(3);
    }
  }

  /** Refused events leave frames without changes, which must not use the files up. */
  @Test
  void put_refusedForEver_doesNotFillTheLog() {
    NostrEvent note = TestEvents.note(BOB, NOW, "note");
    try (StoreFixture fixture = lingering(directory.resolve("store"))) {
      fixture.put(note);
      fixture.awaitApplied();
      for (int i = 0; i < 3_000; i++) {
        assertThat(fixture.put(note)).isEqualTo(new StoreResult.Duplicate());
      }
      fixture.put(TestEvents.note(BOB, NOW, "next"));
      assertThat(fixture.meters.gauge("heliograph_pending_events")).isEqualTo(1);
    }
  }

  @Test
  void delete_pendingEvent_removesAndBarsIt() {
    NostrEvent note = TestEvents.note(BOB, NOW, "note");
    try (StoreFixture fixture = lingering(directory.resolve("store"))) {
      fixture.put(note);
      fixture.put(TestEvents.signed(BOB, 5, NOW, List.of(List.of("e", note.id().hex())), ""));
      assertThat(fixture.ids("{\"kinds\":[1]}")).isEmpty();
      assertThat(fixture.put(note)).isEqualTo(new StoreResult.Deleted());
      fixture.put(TestEvents.note(BOB, NOW, "pending"));
      assertThat(fixture.store.remove(List.of(note.id()))).isZero();
      assertThat(fixture.ids("{\"kinds\":[1]}")).hasSize(1);
      fixture.put(TestEvents.signed(BOB, 62, NOW, List.of(List.of("relay", "ALL_RELAYS")), ""));
      assertThat(fixture.ids("{\"kinds\":[1]}")).isEmpty();
    }
  }

  /** A scan that pauses goes on where it was, whatever LMDB has got meanwhile. */
  @Test
  void scan_thatPausesWhileLmdbCatchesUp_showsEveryEventOnce() {
    try (StoreFixture fixture = lingering(directory.resolve("store"))) {
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        NostrEvent note = TestEvents.note(Key.of(i % 3), NOW + i, "note");
        fixture.put(note);
        expected.addFirst(note.id().hex());
        if (i == 150) {
          fixture.awaitApplied();
        }
      }
      var scan = fixture.store.scan(List.of(NostrFilter.EVERYTHING), Visibility.EVERYTHING);
      List<String> found = new ArrayList<>();
      boolean ended = false;
      while (!ended) {
        ended =
            scan.resume(
                event -> {
                  found.add(event.id().hex());
                  return found.size() % 10 != 0;
                },
                Long.MAX_VALUE / 4);
        if (found.size() == 40 || found.size() == 200) {
          fixture.awaitApplied();
          fixture.put(TestEvents.note(BOB, NOW + 50, "later " + found.size()));
        }
      }
      assertThat(found).isEqualTo(expected);
    }
  }

  /** Another process sees what was acknowledged before it looked. */
  @Test
  void reader_ofAStoreWhoseProcessWasKilled_hasWhatTheLogHad() throws Exception {
    try (StoreFixture fixture = lingering(directory.resolve("store"))) {
      fixture.put(TestEvents.note(BOB, NOW, "note"));
      Path killed = killed();
      try (LmdbStoreReader reader =
          new LmdbStoreReader(StoreFixture.config(killed), Clock.systemUTC())) {
        assertThat(reader.statistics().events()).isEqualTo(1);
        Path backup = directory.resolve("backup");
        reader.backup(backup);
        try (StoreFixture restored = new StoreFixture(backup, NOW)) {
          assertThat(restored.ids(ALL)).hasSize(1);
        }
      }
    }
  }

  @Test
  void compaction_afterAKill_keepsWhatTheLogHad() throws Exception {
    try (StoreFixture fixture = lingering(directory.resolve("store"))) {
      fixture.put(TestEvents.note(BOB, NOW, "note"));
      Path killed = killed();
      StoreCompaction.run(StoreFixture.config(killed), (step, bytes) -> {});
      try (StoreFixture compacted = new StoreFixture(killed, NOW)) {
        assertThat(compacted.ids(ALL)).hasSize(1);
      }
    }
  }
}
