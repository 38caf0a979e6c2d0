package heliograph.store.lmdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.Eventually;
import heliograph.SmallDisk;
import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.config.StoreConfig;
import heliograph.event.NostrEvent;
import heliograph.store.FeedEntry;
import heliograph.store.StoreException;
import heliograph.store.StoreResult;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lmdbjava.Env;
import org.lmdbjava.Txn;

/** The feed, the map's growth, and what happens when there is no more room or no right to write. */
class StoreRobustnessTest {
  private static final Key ALICE = Key.of(1);
  private static final long NOW = 1_800_000_000;

  @TempDir private Path directory;

  private static NostrEvent large(int number) {
    return TestEvents.note(ALICE, NOW + number, number + "x".repeat(50_000));
  }

  @Test
  void feed_tellsEveryChangeInOrder_alsoAfterReopening() throws Exception {
    NostrEvent old = TestEvents.signed(ALICE, 0, NOW, List.of(), "old");
    NostrEvent newer = TestEvents.signed(ALICE, 0, NOW + 1, List.of(), "new");
    NostrEvent note = TestEvents.note(ALICE, NOW, "note");
    NostrEvent deletion =
        TestEvents.signed(ALICE, 5, NOW, List.of(List.of("e", note.id().hex())), "");
    try (StoreFixture fixture = new StoreFixture(directory, NOW)) {
      fixture.put(old);
      fixture.put(newer);
      fixture.put(note);
      fixture.put(deletion);
      List<FeedEntry> entries = fixture.store.feed().take(0, 100, Duration.ZERO);
      assertThat(entries).extracting(FeedEntry::seq).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
      assertThat(entries.get(0)).isEqualTo(new FeedEntry.Put(1, old));
      assertThat(entries.get(1))
          .isEqualTo(new FeedEntry.Removed(2, FeedEntry.Cause.REPLACED, old.id(), old.pubkey(), 0));
      assertThat(entries.get(4))
          .isEqualTo(
              new FeedEntry.Removed(5, FeedEntry.Cause.DELETED, note.id(), note.pubkey(), 1));
      assertThat(fixture.store.feed().take(4, 1, Duration.ZERO)).hasSize(1);
    }
    try (StoreFixture fixture = new StoreFixture(directory, NOW)) {
      assertThat(fixture.store.feed().lastSeq()).isEqualTo(6);
      List<FeedEntry> entries = fixture.store.feed().take(0, 100, Duration.ZERO);
      assertThat(entries).hasSize(6);
      assertThat(entries.get(0))
          .isEqualTo(new FeedEntry.PutSinceRemoved(1, old.id(), old.pubkey(), 0));
      assertThat(entries.get(2)).isEqualTo(new FeedEntry.Put(3, newer));
      assertThat(fixture.put(TestEvents.note(ALICE, NOW, "next")))
          .isEqualTo(new StoreResult.Stored(7));
      assertThat(fixture.store.feed().take(7, 9, Duration.ofMillis(1))).isEmpty();
    }
  }

  @Test
  void map_growsBeforeItIsFull() {
    StoreConfig config = StoreFixture.config(directory, 1 << 20, 1L << 32);
    List<String> expected = new ArrayList<>();
    try (StoreFixture fixture = new StoreFixture(config, NOW)) {
      for (int i = 0; i < 400; i++) {
        NostrEvent event = large(i);
        assertThat(fixture.put(event)).isInstanceOf(StoreResult.Stored.class);
        expected.addFirst(event.id().hex());
      }
      assertThat(fixture.store.statistics().mapBytes()).isGreaterThan(20 << 20);
      assertThat(fixture.ids("{}")).isEqualTo(expected);
    }
  }

  @Test
  void map_thatMayNotGrow_refusesWritesAndGoesOnReading() {
    List<String> stored = new ArrayList<>();
    try (StoreFixture fixture =
        new StoreFixture(StoreFixture.config(directory, 4 << 20, 4 << 20), NOW)) {
      StoreResult result = new StoreResult.Duplicate();
      for (int i = 0; i < 400 && !(result instanceof StoreResult.Failed); i++) {
        NostrEvent event = large(i);
        result = fixture.put(event);
        if (result instanceof StoreResult.Stored) {
          stored.addFirst(event.id().hex());
        }
      }
      assertThat(result).isEqualTo(new StoreResult.Failed("the store is full"));
      assertThat(stored).isNotEmpty();
      assertThat(fixture.ids("{}")).isEqualTo(stored);
    }
    try (StoreFixture fixture = new StoreFixture(StoreFixture.config(directory), NOW)) {
      assertThat(fixture.ids("{}")).isEqualTo(stored);
      assertThat(fixture.put(large(1_000))).isInstanceOf(StoreResult.Stored.class);
    }
  }

  @Test
  void disk_thatIsFull_refusesWritesAndGoesOnReading() throws Exception {
    try (SmallDisk small = new SmallDisk(directory, "size=8m")) {
      Path disk = small.folder();
      List<String> stored = new ArrayList<>();
      try (StoreFixture fixture =
          new StoreFixture(StoreFixture.config(disk.resolve("events"), 1L << 30, 1L << 30), NOW)) {
        Path ballast = disk.resolve("ballast");
        Files.write(ballast, new byte[2 << 20]);
        StoreResult result = new StoreResult.Duplicate();
        for (int i = 0; i < 400 && !(result instanceof StoreResult.Failed); i++) {
          NostrEvent event = large(i);
          result = fixture.put(event);
          if (result instanceof StoreResult.Stored) {
            stored.addFirst(event.id().hex());
          }
        }
        assertThat(result).isEqualTo(new StoreResult.Failed("the relay's disk is full"));
        assertThat(StoreResult.Failed.isForWantOfDisk("error: the relay's disk is full")).isTrue();
        assertThat(fixture.store.isDiskFull()).isTrue();
        assertThat(stored).isNotEmpty();
        assertThat(fixture.ids("{}")).isEqualTo(stored);
        Files.delete(ballast);
        NostrEvent late = large(1_000);
        assertThat(fixture.put(late)).isInstanceOf(StoreResult.Stored.class);
        stored.addFirst(late.id().hex());
        assertThat(fixture.ids("{}")).isEqualTo(stored);
      }
    }
  }

  @Test
  void disk_nearlyFull_refusesWritesUntilThereIsRoom() throws Exception {
    try (SmallDisk small = new SmallDisk(directory, "size=16m");
        StoreFixture fixture =
            new StoreFixture(
                StoreFixture.config(small.folder().resolve("events"), 1L << 30, 1L << 30, 4 << 20),
                NOW)) {
      NostrEvent first = large(1);
      assertThat(fixture.put(first)).isInstanceOf(StoreResult.Stored.class);
      assertThat(fixture.store.isShortOfDisk()).isFalse();
      Path ballast = small.folder().resolve("ballast");
      Files.write(ballast, new byte[12 << 20]);
      Eventually.eventually("the disk is short", fixture.store::isShortOfDisk);
      assertThatThrownBy(() -> fixture.put(large(2)))
          .isInstanceOf(StoreException.class)
          .hasMessage("the relay's disk is nearly full, events cannot be stored now");
      assertThat(fixture.ids("{}")).containsExactly(first.id().hex());
      assertThat(fixture.store.remove(List.of(first.id()))).as("room can be made").isOne();
      Files.delete(ballast);
      Eventually.eventually("the disk has room", () -> !fixture.store.isShortOfDisk());
      assertThat(fixture.put(large(2))).isInstanceOf(StoreResult.Stored.class);
    }
  }

  @Test
  void read_ofAClosedStore_isRefusedInsteadOfWaiting() {
    StoreFixture fixture = new StoreFixture(directory, NOW);
    fixture.close();

    assertThatThrownBy(() -> fixture.store.statistics())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void remove_takesEventsOutUntilTheyComeAgain() throws Exception {
    NostrEvent note = TestEvents.note(ALICE, NOW, "note");
    NostrEvent other = TestEvents.note(ALICE, NOW, "other");
    try (StoreFixture fixture = new StoreFixture(directory, NOW)) {
      fixture.put(note);
      fixture.put(other);

      assertThat(fixture.store.remove(List.of(note.id(), large(1).id()))).isEqualTo(1);

      assertThat(fixture.ids("{}")).containsExactly(other.id().hex());
      assertThat(fixture.store.feed().take(2, 9, Duration.ZERO))
          .containsExactly(
              new FeedEntry.Removed(3, FeedEntry.Cause.DELETED, note.id(), note.pubkey(), 1));
      assertThat(fixture.put(note)).isInstanceOf(StoreResult.Stored.class);
    }
  }

  @Test
  void open_whileAnotherWrites_isRefusedClearly() {
    try (StoreFixture fixture = new StoreFixture(directory, NOW)) {
      assertThat(fixture.store.statistics().events()).isZero();
      assertThatThrownBy(() -> new StoreFixture(directory, NOW))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("being written by another application of this process")
          .hasMessageContaining("pid " + ProcessHandle.current().pid());
    }
  }

  @Test
  void open_storeOfANewerProgram_isRefusedClearly() {
    new StoreFixture(directory, NOW).close();
    try (Env<ByteBuffer> env = Env.create().setMaxDbs(16).open(directory.toFile());
        Txn<ByteBuffer> txn = env.txnWrite()) {
      ByteBuffer name = ByteBuffer.allocateDirect(6);
      name.put("schema".getBytes(StandardCharsets.UTF_8)).flip();
      ByteBuffer version = ByteBuffer.allocateDirect(8);
      version.putLong(LmdbEnvironment.SCHEMA_WITH_LOG + 1).flip();
      env.openDbi(txn, "meta".getBytes(StandardCharsets.UTF_8), null, false)
          .put(txn, name, version);
      txn.commit();
    }
    assertThatThrownBy(() -> new StoreFixture(directory, NOW))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer Heliograph");
  }
}
