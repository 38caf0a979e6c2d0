package heliograph.store.lmdb;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.config.StoreConfig;
import heliograph.config.StoreConfig.Writing;
import heliograph.event.KindClass;
import heliograph.event.NostrEvent;
import heliograph.event.Tags;
import heliograph.store.FeedEntry;
import heliograph.store.StoreResult;
import heliograph.store.StoreResult.By;
import heliograph.store.VersionKeeping;
import heliograph.store.pending.Pending;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is decided before LMDB has it, beside a store that writes each event to LMDB at once. */
class DeciderTest {
  private static final long NOW = 1_800_000_000;
  private static final int SECONDS = 40;
  private static final int[] KINDS = {0, 1, 1, 3, 7, 1_059, 1_059, 10_002, 30_023, 30_023};
  private static final Key ALICE = Key.of(1);
  private static final Key BOB = Key.of(2);
  private static final VersionKeeping KEEPS_ALL =
      new VersionKeeping(author -> true, 10, Duration.ofDays(1));

  @TempDir private Path directory;

  private final long seed = Long.getLong("heliograph.seed", 20_261_128);
  private final Random random = new Random(seed);
  private final List<NostrEvent> past = new ArrayList<>();

  /** Returns the settings of a store whose events stay in its log, or that has no log. */
  private static StoreConfig config(Path store, int logBytes) {
    Writing writing = StoreFixture.lingering(store).writing();
    return new StoreConfig(
        store,
        StoreFixture.config(store).bounds(),
        new Writing(
            writing.batchMax(),
            writing.linger(),
            writing.queueMax(),
            Duration.ofMillis(10),
            writing.durability(),
            logBytes,
            writing.logLinger()));
  }

  private StoreFixture logged() {
    return new StoreFixture(config(directory.resolve("logged"), 1 << 20), KEEPS_ALL, NOW);
  }

  private StoreFixture direct() {
    return new StoreFixture(config(directory.resolve("direct"), 0), KEEPS_ALL, NOW);
  }

  private static long pending(StoreFixture fixture) {
    return (long) fixture.meters.gauge("heliograph_pending_events");
  }

  private Key someKey() {
    return Key.of(random.nextInt(4));
  }

  private NostrEvent somePast() {
    // mostly one of the newest, which only the log has
    int back = random.nextInt(random.nextBoolean() ? Math.min(past.size(), 30) : past.size());
    return past.get(past.size() - 1 - back);
  }

  private static String address(NostrEvent event) {
    String d = event.kindClass() == KindClass.ADDRESSABLE ? Tags.of(event).d() : "";
    return event.kind() + ":" + event.pubkey().hex() + ":" + d;
  }

  private List<String> someTarget() {
    NostrEvent target = somePast();
    return switch (random.nextInt(8)) {
      case 0 -> List.of("e", "no id");
      case 1 -> List.of("a", "30023:" + someKey().pubkey() + ":d" + random.nextInt(3));
      case 2, 3, 4 -> List.of("a", address(target));
      default -> List.of("e", target.id().hex());
    };
  }

  private NostrEvent someEvent() {
    long at = NOW + random.nextInt(SECONDS);
    int what = past.isEmpty() ? 99 : random.nextInt(100);
    if (what < 10) {
      return somePast();
    }
    if (what < 11) {
      List<List<String>> everywhere = List.of(List.of("relay", "ALL_RELAYS"));
      return TestEvents.signed(someKey(), 62, at - SECONDS / 2, everywhere, "");
    }
    if (what < 35) {
      List<List<String>> tags = new ArrayList<>();
      for (int i = random.nextInt(5); i >= 0; i--) {
        tags.add(someTarget());
      }
      return TestEvents.signed(someKey(), 5, at, tags, "");
    }
    int kind = KINDS[random.nextInt(KINDS.length)];
    List<List<String>> tags =
        kind == 1_059
            ? List.of(List.of("p", someKey().pubkey()))
            : List.of(List.of("d", "d" + random.nextInt(3)));
    return TestEvents.signed(someKey(), kind, at, tags, "c" + random.nextInt());
  }

  /** Writes events without waiting for one before the next. */
  private static List<StoreResult> write(StoreFixture fixture, List<NostrEvent> events) {
    List<CompletableFuture<StoreResult>> done = new ArrayList<>();
    for (NostrEvent event : events) {
      CompletableFuture<StoreResult> one = new CompletableFuture<>();
      done.add(one);
      fixture.store.write(event, one::complete);
    }
    return done.stream().map(one -> one.orTimeout(3, TimeUnit.MINUTES).join()).toList();
  }

  /** Returns the changes; a store that has read them from LMDB does not know removed events. */
  private static List<String> feed(StoreFixture fixture) throws InterruptedException {
    List<String> all = new ArrayList<>();
    long last = 0;
    while (last < fixture.store.feed().lastSeq()) {
      for (FeedEntry entry : fixture.store.feed().take(last, 1_000, Duration.ofSeconds(9))) {
        all.add(
            switch (entry) {
              case FeedEntry.Put put -> put.seq() + " put " + put.event().id();
              case FeedEntry.PutSinceRemoved put -> put.seq() + " put " + put.id();
              case FeedEntry.Removed removed -> removed.toString();
            });
        last = entry.seq();
      }
    }
    return all;
  }

  @Test
  void decide_randomHistory_makesTheSameChangesAsLmdb() throws Exception {
    try (StoreFixture logged = logged();
        StoreFixture direct = direct()) {
      for (int round = 0; round < 300; round++) {
        List<NostrEvent> events = new ArrayList<>();
        for (int i = random.nextInt(12); i >= 0; i--) {
          NostrEvent event = someEvent();
          past.add(event);
          events.add(event);
        }
        assertThat(write(logged, events))
            .as("seed %d, round %d", seed, round)
            .isEqualTo(write(direct, events));
      }
      Path killed = directory.resolve("killed");
      StoreCopies.copy(directory.resolve("logged"), killed);
      assertThat(feed(logged)).as("seed %d", seed).isEqualTo(feed(direct));
      assertThat(logged.ids("{}")).isEqualTo(direct.ids("{}")).isNotEmpty();
      try (StoreFixture replayed = new StoreFixture(killed, NOW)) {
        assertThat(feed(replayed)).as("seed %d, after a kill", seed).isEqualTo(feed(direct));
        assertThat(replayed.ids("{}")).isEqualTo(direct.ids("{}"));
      }
      assertThat(StoreCopies.faults(killed)).isEmpty();
    }
  }

  private static NostrEvent deletion(Key author, NostrEvent... named) {
    List<List<String>> tags =
        Stream.of(named).map(event -> List.of("e", event.id().hex())).toList();
    return TestEvents.signed(author, 5, NOW, tags, "");
  }

  @Test
  void deletion_ofLittle_staysInTheLog() {
    NostrEvent note = TestEvents.note(ALICE, NOW, "note");
    NostrEvent later = TestEvents.note(ALICE, NOW, "later");
    try (StoreFixture fixture = logged()) {
      fixture.put(note);
      fixture.put(deletion(ALICE, note, later));
      assertThat(fixture.ids("{\"kinds\":[1]}")).isEmpty();
      assertThat(fixture.put(note)).isEqualTo(new StoreResult.Deleted());
      assertThat(fixture.put(later)).isEqualTo(new StoreResult.Deleted());
      assertThat(pending(fixture)).isEqualTo(2);
    }
  }

  /** What is removed stays in memory while it is pending, so one event cannot remove much there. */
  @Test
  void deletion_ofManyBytes_goesToLmdb() {
    NostrEvent[] notes = new NostrEvent[64];
    try (StoreFixture fixture = logged()) {
      for (int i = 0; i < notes.length; i++) {
        notes[i] = TestEvents.note(ALICE, NOW + i, "x".repeat(5_000));
        fixture.put(notes[i]);
      }
      fixture.put(deletion(ALICE, notes));
      assertThat(fixture.ids("{\"kinds\":[1]}")).isEmpty();
      assertThat(pending(fixture)).isZero();
    }
  }

  /** Naming what belongs to somebody else costs a look, however large it is. */
  @Test
  void deletion_ofWhatIsOfOthers_copiesNothing() {
    NostrEvent large = TestEvents.note(BOB, NOW, "x".repeat(500_000));
    NostrEvent[] named = new NostrEvent[64];
    Arrays.fill(named, large);
    NostrEvent deletion = deletion(ALICE, named);
    try (StoreFixture fixture = logged()) {
      fixture.put(large);
      fixture.awaitApplied();
      fixture.put(deletion);
      assertThat(pending(fixture)).isEqualTo(1);
      assertThat(fixture.ids("{\"kinds\":[1]}")).containsExactly(large.id().hex());
    }
    try (LmdbEnvironment env =
            new LmdbEnvironment(
                config(directory.resolve("logged"), 0), LmdbEnvironment.Access.READ);
        PendingStore store = new PendingStore(env, new Pending(9, 1_000, Duration.ofDays(1)))) {
      store.begin();
      var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      PlannedDeletion plan = PlannedDeletion.of(deletion, store);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      store.end();
      assertThat(plan).isNotNull();
      assertThat(allocated).isLessThan(2_000_000); // 32 MB if each tag copied the event
    }
  }

  private static NostrEvent article(long at, List<List<String>> more) {
    List<List<String>> tags = new ArrayList<>(List.of(List.of("d", "a")));
    tags.addAll(more);
    return TestEvents.signed(ALICE, 30_023, at, tags, "");
  }

  @Test
  void deletion_ofAnAddressAfterALaterOne_barsNoLess() {
    List<List<String>> tags = List.of(List.of("a", "30023:" + ALICE.pubkey() + ":a"));
    try (StoreFixture fixture = logged()) {
      fixture.put(TestEvents.signed(ALICE, 5, NOW + 10, tags, ""));
      fixture.put(TestEvents.signed(ALICE, 5, NOW + 5, tags, ""));
      assertThat(fixture.put(article(NOW + 7, List.of()))).isEqualTo(new StoreResult.Deleted());
      assertThat(fixture.put(article(NOW + 11, List.of()))).isEqualTo(new StoreResult.Stored(3));
      assertThat(pending(fixture)).isEqualTo(3);
    }
  }

  /** The expired version is forgotten when another is stored, though that one is deleted then. */
  @Test
  void version_afterADeletedOne_isNotRankedByOneThatExpired() {
    NostrEvent expiring = article(NOW, List.of(List.of("expiration", "" + (NOW + 5))));
    NostrEvent deleted = article(NOW + 1, List.of());
    NostrEvent older = article(NOW - 1, List.of());
    try (StoreFixture logged = logged();
        StoreFixture direct = direct()) {
      for (StoreFixture fixture : List.of(logged, direct)) {
        fixture.put(expiring);
        fixture.awaitApplied();
        fixture.at(NOW + 6);
        eventually(
            "its removal", () -> fixture.store.feed().lastSeq(), changes -> changes.equals(2L));
        assertThat(fixture.put(older)).isEqualTo(new StoreResult.Superseded(By.EXPIRED));
        fixture.put(deleted);
        fixture.put(deletion(ALICE, deleted));
        assertThat(fixture.put(older)).isEqualTo(new StoreResult.Stored(6));
      }
      assertThat(pending(logged)).isEqualTo(3);
    }
  }

  private static long commits(StoreFixture fixture) {
    return fixture.meters.counters().getOrDefault("heliograph_commit_entries.count", 0L);
  }

  @Test
  void sweep_withNothingExpired_leavesWhatIsPending() {
    try (StoreFixture fixture = logged()) {
      fixture.put(article(NOW, List.of(List.of("expiration", "" + (NOW + 1_000)))));
      long before = commits(fixture);
      fixture.at(NOW + 500);
      eventually("a sweep", () -> commits(fixture), commits -> commits > before);
      assertThat(pending(fixture)).isEqualTo(1);
    }
  }
}
