package heliograph.store;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.event.EventId;
import heliograph.event.PublicKey;
import heliograph.store.FeedFollower.Pace;
import heliograph.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What a follower tells its consumer, step by step, on the test's thread. */
class FeedFollowerTest {
  private static final Duration NO_PAUSE = Duration.ZERO;

  private final AtomicLong nanos = new AtomicLong(Duration.ofHours(1).toNanos());
  private final Feed feed = new Feed();
  private final Consumer consumer = new Consumer();
  private final FeedFollower follower =
      new FeedFollower(feed, consumer, new Pace(100, NO_PAUSE, 5_000), nanos::get);
  private final Worker worker = new Worker(follower);

  @Test
  void step_consumerThatIsNotReady_isAskedAgain() throws InterruptedException {
    consumer.ready = false;
    consumer.position = -1;
    assertThat(follower.lag()).isEqualTo(-1);
    follower.step(worker);
    follower.step(worker);
    consumer.ready = true;
    follower.step(worker);
    assertThat(consumer.calls).containsExactly("begin", "begin", "begin");
  }

  @Test
  void step_changes_areAppliedInBatches() throws InterruptedException {
    consumer.position = 7;
    feed.newest = 157;
    steps(3);
    assertThat(consumer.calls)
        .containsExactly("begin", "8-107", "settle false", "108-157", "settle false");
    assertThat(follower.lag()).isZero();
  }

  @Test
  void step_feedThatDoesNotReachBack_rebuilds() throws InterruptedException {
    consumer.position = 7;
    feed.oldest = 50;
    feed.newest = 157;
    steps(2);
    assertThat(consumer.calls).containsExactly("begin", "rebuild 157", "settle false");
  }

  @Test
  void step_cursorOfAnotherStore_rebuildsAtOnce() throws InterruptedException {
    consumer.position = 900;
    feed.newest = 157;
    steps(1);
    assertThat(consumer.calls).containsExactly("begin", "rebuild 157");
  }

  @Test
  void rebuildSoon_whileItFollows_rebuildsOnce() throws InterruptedException {
    steps(1);
    follower.rebuildSoon();
    steps(2);
    assertThat(consumer.calls)
        .containsExactly("begin", "rebuild 0", "settle false", "settle false");
  }

  @Test
  void step_storeThatChangesFast_isBusyUntilTheLagIsTooLong() throws InterruptedException {
    steps(2);
    feed.newest = 3_000;
    nanos.addAndGet(Duration.ofMillis(500).toNanos());
    steps(1);
    assertThat(consumer.calls).endsWith("1-100", "settle true");
    feed.newest = 9_000;
    steps(1);
    assertThat(consumer.calls).endsWith("101-200", "settle false"); // 8,800 behind
    consumer.position = 8_900;
    nanos.addAndGet(Duration.ofMillis(500).toNanos());
    steps(1);
    assertThat(consumer.calls).endsWith("8901-9000", "settle true");
    nanos.addAndGet(Duration.ofMillis(500).toNanos());
    steps(1);
    assertThat(consumer.calls).endsWith("settle false");
  }

  @Test
  void run_fault_beginsAgainAndEndsWithoutAFault() {
    feed.newest = 5;
    consumer.faults = 1;
    consumer.onSettle = worker::stop;
    worker.run();
    assertThat(consumer.calls)
        .containsExactly("begin", "failed", "begin", "1-5", "settle false", "end");
  }

  @Test
  void run_stopWithinARebuild_doesNotEndAsIfItWereDone() {
    consumer.position = 900;
    consumer.onRebuild = worker::stop;
    worker.run();
    assertThat(consumer.calls).containsExactly("begin", "rebuild 0", "failed");
  }

  private void steps(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      follower.step(worker);
    }
  }

  private static final class Consumer implements FeedConsumer {
    private final List<String> calls = new ArrayList<>();
    private boolean ready = true;
    private long position;
    private int faults;
    private Runnable onSettle = () -> {};
    private Runnable onRebuild = () -> {};

    @Override
    public boolean begin() {
      calls.add("begin");
      return ready;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public void apply(List<FeedEntry> changes) {
      if (faults-- > 0) {
        throw new IllegalStateException("a fault");
      }
      calls.add(changes.getFirst().seq() + "-" + changes.getLast().seq());
      position = changes.getLast().seq();
    }

    @Override
    public void rebuild(long newest, BooleanSupplier stopping) {
      calls.add("rebuild " + newest);
      onRebuild.run();
      if (stopping.getAsBoolean()) {
        throw new CancellationException("cut short");
      }
      position = newest;
    }

    @Override
    public void settle(boolean busy) {
      calls.add("settle " + busy);
      onSettle.run();
    }

    @Override
    public Duration failed(Throwable fault) {
      calls.add("failed");
      return NO_PAUSE;
    }

    @Override
    public void end() {
      calls.add("end");
    }
  }

  private static final class Feed implements ChangeFeed {
    private static final EventId ID = EventId.parse("0".repeat(64));
    private static final PublicKey KEY = PublicKey.parse("0".repeat(64));

    private long oldest = 1;
    private long newest;

    @Override
    public long lastSeq() {
      return newest;
    }

    @Override
    public List<FeedEntry> take(long after, int max, Duration patience) {
      List<FeedEntry> entries = new ArrayList<>();
      for (long seq = Math.max(oldest, after + 1); seq <= newest && entries.size() < max; seq++) {
        entries.add(new FeedEntry.Removed(seq, FeedEntry.Cause.DELETED, ID, KEY, 1));
      }
      return entries;
    }
  }
}
