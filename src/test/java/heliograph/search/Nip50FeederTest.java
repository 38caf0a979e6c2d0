package heliograph.search;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.store.ChangeFeed;
import heliograph.store.FeedEntry;
import heliograph.store.FeedFollower;
import heliograph.store.StoreException;
import heliograph.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Nip50FeederTest {
  private static final Key ALICE = Key.of(1);
  private static final FeedFollower.Pace WITHOUT_PAUSES =
      new FeedFollower.Pace(
          SearchFeeder.PACE.batchMax(), Duration.ZERO, SearchFeeder.PACE.lagMax());

  @TempDir Path folder;
  private final FakeFeed feed = new FakeFeed();
  private final List<NostrEvent> stored = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private int walks;
  private SearchIndex index;

  @BeforeEach
  void open() {
    index = SearchIndex.open(folder);
  }

  @AfterEach
  void close() {
    index.close();
  }

  @Test
  void run_changes_areIndexedAndCommitted() {
    NostrEvent kept = note(1);
    NostrEvent gone = note(2);
    index.commit(10);
    feed.start = 10;
    feed.put(kept);
    feed.put(gone);
    feed.entries.add(
        new FeedEntry.PutSinceRemoved(feed.next(), note(3).id(), gone.pubkey(), gone.kind()));
    feed.removed(gone);
    feed.removed(note(3));
    run();
    assertThat(found()).containsExactly(kept.id());
    assertThat(index.cursor()).isEqualTo(15);
    assertThat(walks).isZero();
  }

  @Test
  void run_replayedChanges_changeNothing() {
    NostrEvent event = note(1);
    index.commit(10);
    index.add(event);
    feed.start = 10;
    feed.put(event);
    run();
    assertThat(found()).containsExactly(event.id());
  }

  @Test
  void run_emptyStore_waitsAndFollows() {
    NostrEvent event = note(1);
    feed.onIdle =
        () -> {
          if (feed.idle == 3) {
            feed.put(event);
          }
        };
    feed.idleMax = 6;
    run();
    assertThat(found()).containsExactly(event.id());
    assertThat(walks).isZero();
  }

  @Test
  void run_newIndexOfAFullStore_isBuiltFromTheStore() {
    stored.addAll(List.of(note(1), note(2)));
    feed.start = 700;
    run();
    assertThat(found()).containsExactlyInAnyOrder(stored.get(0).id(), stored.get(1).id());
    assertThat(index.cursor()).isEqualTo(700);
  }

  @Test
  void run_trimmedFeed_buildsTheIndexAnewAndGoesOn() {
    index.add(note(99)); // removed while the feed was not followed
    index.commit(10);
    stored.addAll(List.of(note(1), note(2)));
    feed.start = 50;
    feed.put(stored.get(1));
    NostrEvent during = note(3);
    feed.onWalk = () -> feed.put(during);
    run();
    assertThat(found())
        .containsExactlyInAnyOrder(stored.get(0).id(), stored.get(1).id(), during.id());
    assertThat(index.cursor()).isEqualTo(52);
    assertThat(walks).isEqualTo(1);
  }

  @Test
  void run_cursorOfAnotherStore_buildsTheIndexAnew() {
    index.add(note(99));
    index.commit(1_000);
    stored.add(note(1));
    feed.put(stored.get(0));
    run();
    assertThat(found()).containsExactly(stored.get(0).id());
    assertThat(index.cursor()).isEqualTo(1);
  }

  @Test
  void stop_duringAWalk_leavesTheCursorAtZero() {
    stored.addAll(List.of(note(1), note(2)));
    feed.start = 700;
    Worker worker = new Worker(follower(feeder()));
    feed.onWalk = worker::stop;
    worker.run();
    assertThat(index.cursor()).isZero();
    index.close();
    open();
    assertThat(found()).isEmpty();
  }

  @Test
  void run_quietFeed_refreshesForASearchAndCommitsAfterThirtySeconds() {
    List<Long> seen = new ArrayList<>();
    List<Long> shown = new ArrayList<>();
    List<Long> cursors = new ArrayList<>();
    index.commit(10);
    feed.start = 10;
    feed.put(note(1));
    feed.idleMax = 160;
    SearchFeeder feeder = feeder();
    feed.onIdle =
        () -> {
          nanos.addAndGet(Duration.ofMillis(200).toNanos());
          shown.add(seen.size() < 20 ? feeder.shown() : feeder.show());
          seen.add(index.size());
          cursors.add(index.cursor());
        };
    run(feeder);
    assertThat(seen.indexOf(1L)).isEqualTo(20);
    assertThat(shown.indexOf(11L)).isEqualTo(20);
    assertThat(cursors.indexOf(11L)).isBetween(149, 151);
  }

  @Test
  void show_soonAfterTheLast_refreshesNothing() {
    index.commit(10);
    feed.start = 10;
    feed.put(note(1));
    SearchFeeder feeder = feeder();
    List<Long> shown = new ArrayList<>();
    feed.idleMax = 2;
    feed.onIdle =
        () -> {
          nanos.addAndGet(Duration.ofMillis(300).toNanos());
          shown.add(feeder.show());
        };
    run(feeder);
    assertThat(shown).containsExactly(10L, 11L);
  }

  @Test
  void run_manyChangesWithoutASearch_areShown() {
    feed.start = 10;
    for (int i = 0; i < 1_500; i++) {
      feed.put(note(i));
    }
    assertThat(shownWithoutASearch()).isBetween(1_000L, 1_500L);
  }

  @Test
  void run_largeEventsWithoutASearch_areShown() {
    feed.start = 10;
    for (int i = 0; i < 20; i++) {
      feed.put(TestEvents.note(ALICE, i, "orange " + "x".repeat(60_000)));
    }
    assertThat(shownWithoutASearch()).isEqualTo(20);
  }

  /** Returns the number of events that are shown once the feed has been taken. */
  private long shownWithoutASearch() {
    AtomicLong shown = new AtomicLong();
    index.commit(feed.start);
    feed.idleMax = 3;
    feed.onTake = () -> nanos.addAndGet(Duration.ofMillis(300).toNanos());
    feed.onIdle = () -> shown.set(index.size());
    run();
    return shown.get();
  }

  @Test
  void run_manyChanges_commitsEveryTenThousand() {
    List<Long> cursors = new ArrayList<>();
    index.commit(10);
    feed.start = 10;
    NostrEvent event = note(1);
    for (int i = 0; i < 25_000; i++) {
      feed.removed(event);
    }
    feed.onTake = () -> cursors.add(index.cursor());
    run();
    assertThat(cursors.stream().distinct()).containsExactly(10L, 10_250L, 20_490L);
    assertThat(index.cursor()).isEqualTo(25_010);
  }

  @Test
  void run_storeFault_beginsAgainFromWhatIsCommitted() {
    index.commit(10);
    feed.start = 10;
    NostrEvent event = note(1);
    feed.put(event);
    List<Long> cursors = new ArrayList<>();
    feed.onIdle =
        () -> {
          cursors.add(index.cursor());
          if (cursors.size() < 3) {
            throw new StoreException("for a while");
          }
        };
    run();
    assertThat(cursors).startsWith(10L, 10L, 10L);
    assertThat(index.cursor()).isEqualTo(11);
    assertThat(found()).containsExactly(event.id());
  }

  @Test
  void run_interrupt_commitsAndEnds() {
    index.commit(10);
    feed.start = 10;
    feed.put(note(1));
    feed.onIdle = () -> feed.interrupted = true;
    run();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(index.cursor()).isEqualTo(11);
  }

  @Test
  void lag_beforeAndAfter_isWhatTheIndexLacks() {
    index.commit(10);
    feed.start = 10;
    feed.put(note(1));
    feed.put(note(2));
    FeedFollower follower = follower(feeder());
    assertThat(follower.lag()).isEqualTo(2);
    Worker worker = new Worker(follower);
    feed.onEnd = worker::stop;
    worker.run();
    assertThat(follower.lag()).isZero();
  }

  private void run() {
    run(feeder());
  }

  private void run(SearchFeeder feeder) {
    Worker worker = new Worker(follower(feeder));
    feed.onEnd = worker::stop;
    worker.run();
    if (!Thread.currentThread().isInterrupted()) {
      index.refresh();
    }
  }

  private SearchFeeder feeder() {
    return new SearchFeeder(index, this::walk, nanos::get, Duration.ofMillis(100));
  }

  private FeedFollower follower(SearchFeeder feeder) {
    return new FeedFollower(feed, feeder, WITHOUT_PAUSES, nanos::get);
  }

  private void walk(long upTo, Consumer<NostrEvent> taker) {
    walks++;
    feed.onWalk.run();
    stored.forEach(taker);
  }

  private List<EventId> found() {
    return index.search(SearchQuery.parse("orange"), NostrFilter.EVERYTHING, 100).stream()
        .map(Hit::id)
        .toList();
  }

  private static NostrEvent note(int i) {
    return TestEvents.note(ALICE, i, "orange " + i);
  }

  /** A feed whose entries begin after {@code start}; ends after so many takes in vain. */
  private static final class FakeFeed implements ChangeFeed {
    private final List<FeedEntry> entries = new ArrayList<>();
    private long start;
    private int idle;
    private int idleMax = 1;
    private boolean interrupted;
    private Runnable onIdle = () -> {};
    private Runnable onTake = () -> {};
    private Runnable onWalk = () -> {};
    private Runnable onEnd = () -> {};

    long next() {
      return lastSeq() + 1;
    }

    void put(NostrEvent event) {
      entries.add(new FeedEntry.Put(next(), event));
    }

    void removed(NostrEvent event) {
      entries.add(
          new FeedEntry.Removed(
              next(), FeedEntry.Cause.DELETED, event.id(), event.pubkey(), event.kind()));
    }

    @Override
    public long lastSeq() {
      return start + entries.size();
    }

    @Override
    public List<FeedEntry> take(long after, int max, Duration patience)
        throws InterruptedException {
      onTake.run();
      if (after >= lastSeq()) {
        idle++;
        onIdle.run();
        if (interrupted) {
          throw new InterruptedException();
        }
        if (idle >= idleMax) {
          onEnd.run();
        }
        return List.of();
      }
      int from = (int) Math.max(0, after - start);
      return List.copyOf(entries.subList(from, Math.min(entries.size(), from + max)));
    }
  }
}
