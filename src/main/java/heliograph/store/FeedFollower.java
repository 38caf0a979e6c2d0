package heliograph.store;

import heliograph.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Keeps a consumer up to date with the store: reads the change feed from the consumer's cursor, and
 * rebuilds everything if the feed does not reach back to it.
 *
 * <p>Publishing comes first. The store is busy when it changes {@value #BUSY_CHANGES} times within
 * half a second; the follower then takes only four batches a second, until it lags by as many
 * changes as its pace allows.
 *
 * <pre>
 *   begin ──► take ──► apply ──► settle ──► pause ──┐
 *     ▲        ▲ └─ gap ─► rebuild ─┘               │
 *     │        └────────────────────────────────────┘
 *     └── failed, pause ◄── a fault of any of them
 * </pre>
 *
 * <p>The role of one {@link Worker}; {@link #lag} and {@link #rebuildSoon} may be called from any
 * thread.
 */
public final class FeedFollower implements Worker.Role {
  private static final int BUSY_CHANGES = 1_000;
  private static final Duration BUSY_WINDOW = Duration.ofMillis(500);
  private static final Duration BUSY_PAUSE = BUSY_WINDOW.dividedBy(2);

  /** The longest time to wait for a change at once. */
  private static final Duration PATIENCE = Duration.ofMillis(200);

  /**
   * How fast a consumer is fed.
   *
   * @param batchMax the maximum number of changes that it gets at once
   * @param gather the pause after a batch that was not full
   * @param lagMax the number of changes that it may fall behind in favour of publishers
   */
  public record Pace(int batchMax, Duration gather, long lagMax) {}

  private final ChangeFeed feed;
  private final FeedConsumer consumer;
  private final Pace pace;
  private final LongSupplier nanoTime;
  private volatile boolean rebuildWanted;
  private boolean following;
  private boolean storeBusy;
  private long windowBegan;
  private long windowSeq;

  public FeedFollower(ChangeFeed feed, FeedConsumer consumer, Pace pace) {
    this(feed, consumer, pace, System::nanoTime);
  }

  /** Creates a follower that reads the time, in nanoseconds, from {@code nanoTime}. */
  public FeedFollower(ChangeFeed feed, FeedConsumer consumer, Pace pace, LongSupplier nanoTime) {
    this.feed = feed;
    this.consumer = consumer;
    this.pace = pace;
    this.nanoTime = nanoTime;
  }

  /** Returns the number of changes that the consumer lacks; −1 while its position is not known. */
  public long lag() {
    long position = consumer.position();
    return position < 0 ? -1 : Math.max(0, feed.lastSeq() - position);
  }

  /** Requests that everything be rebuilt. */
  public void rebuildSoon() {
    rebuildWanted = true;
  }

  @Override
  public void step(Worker worker) throws InterruptedException {
    if (!following) {
      if (!consumer.begin()) {
        return;
      }
      following = true;
      if (consumer.needsRebuild(feed.lastSeq())) {
        rebuild(worker);
      }
      return;
    }
    List<FeedEntry> changes = feed.take(consumer.position(), pace.batchMax(), PATIENCE);
    if (rebuildWanted) {
      rebuildWanted = false;
      rebuild(worker);
    } else if (!changes.isEmpty() && changes.getFirst().seq() != consumer.position() + 1) {
      rebuild(worker);
    } else if (!changes.isEmpty()) {
      consumer.apply(changes);
    }
    boolean busy = isStoreBusy();
    consumer.settle(busy);
    if (busy) {
      worker.pause(BUSY_PAUSE);
    } else if (changes.size() < pace.batchMax()) {
      worker.pause(pace.gather());
    }
  }

  private void rebuild(Worker worker) {
    consumer.rebuild(feed.lastSeq(), worker::isStopping);
  }

  /** Returns true if the store changes fast and the consumer may fall further behind. */
  private boolean isStoreBusy() {
    long now = nanoTime.getAsLong();
    if (now - windowBegan >= BUSY_WINDOW.toNanos()) {
      long newest = feed.lastSeq();
      storeBusy = windowBegan != 0 && newest - windowSeq >= BUSY_CHANGES;
      windowBegan = now;
      windowSeq = newest;
    }
    return storeBusy && lag() < pace.lagMax();
  }

  @Override
  public void failed(Worker worker, Throwable fault) throws InterruptedException {
    following = false;
    worker.pause(consumer.failed(fault));
  }

  @Override
  public void end(Worker worker) {
    if (following) {
      consumer.end();
    }
  }
}
