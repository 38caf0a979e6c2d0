package heliograph.search;

import heliograph.event.NostrEvent;
import heliograph.store.ChangeFeed;
import heliograph.store.FeedEntry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps the search index up with the store: follows the change feed from the index's own cursor.
 * What it has taken twice after a crash does no harm, since an event replaces itself.
 *
 * <p>Builds the index anew from the whole store if the feed cannot lead from the one to the other:
 * the index is new and the store is not, the feed no longer reaches back to the cursor, or the
 * cursor is of another store. A rebuilding that is cut short begins again next time.
 *
 * <p>Publishing comes first: in a burst the feeder takes a batch now and then, shows and commits
 * seldom, for small segments and their merges cost more than the words, and lags by so many changes
 * at most; what searches need meanwhile they read from the feed, as far as it is not too much.
 *
 * <p>Run it on one thread; {@link #finish} and {@link #lag} may be called from any.
 */
public final class SearchFeeder implements Runnable {
  private static final Logger LOG = System.getLogger(SearchFeeder.class.getName());

  private static final int BATCH_MAX = 512;
  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final long REFRESH_NANOS = Duration.ofMillis(500).toNanos();

  /** Between two looks at the feed: a search reads what is newer from the feed itself. */
  private static final long GATHER_NANOS = Duration.ofMillis(50).toNanos();

  private static final long COMMIT_NANOS = Duration.ofSeconds(5).toNanos();
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final int COMMIT_ENTRIES = 10_000;

  /** The store is busy if it changes so often in such a time. */
  private static final int BUSY_CHANGES = 1_000;

  private static final long WINDOW_NANOS = Duration.ofMillis(500).toNanos();

  /** How far the index falls behind for the sake of publishers. */
  private static final long LAG_MAX = 250_000;

  private static final long BUSY_REFRESH_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long BUSY_COMMIT_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int PROGRESS_EVENTS = 100_000;

  private final SearchIndex index;
  private final ChangeFeed feed;
  private final Backfill everything;
  private final LongSupplier nanoTime;
  private final Duration retry;

  private volatile boolean finished;
  private volatile boolean rebuildWanted;
  private volatile long position;
  private volatile long shown;
  private long windowBegan;
  private long windowSeq;
  private boolean storeBusy;
  private boolean unseen;
  private long refreshedAt;
  private long committedAt;
  private long walked;

  public SearchFeeder(SearchIndex index, ChangeFeed feed, Backfill everything) {
    this(index, feed, everything, System::nanoTime, RETRY);
  }

  SearchFeeder(
      SearchIndex index,
      ChangeFeed feed,
      Backfill everything,
      LongSupplier nanoTime,
      Duration retry) {
    this.retry = retry;
    this.index = index;
    this.feed = feed;
    this.everything = everything;
    this.nanoTime = nanoTime;
    position = index.cursor();
    shown = position;
  }

  /**
   * Follows the feed until {@link #finish}, then commits. After a fault, which is logged, it begins
   * again from what is committed.
   */
  @Override
  public void run() {
    boolean interrupted = false;
    while (!finished && !interrupted) {
      try {
        try {
          follow();
        } catch (InterruptedException e) {
          interrupted = true;
        }
        index.commit(position);
      } catch (CancellationException e) {
        LOG.log(Level.INFO, "Building the search index was cut short; it begins again next time");
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "The search index stays as it is at change " + position, e);
        position = index.cursor();
        interrupted = !pause();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt(); // only now: it would close the file being written
    }
  }

  /** Waits a while before another attempt; false when interrupted. */
  private boolean pause() {
    try {
      for (long waited = 0; waited < retry.toMillis() && !finished; waited += 100) {
        Thread.sleep(100);
      }
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /**
   * Asks {@link #run} to commit and return, which takes a moment: close the index only then. Never
   * interrupt instead.
   */
  public void finish() {
    finished = true;
  }

  /** Changes of the store that the index does not have yet. */
  public long lag() {
    return Math.max(0, feed.lastSeq() - position);
  }

  /** The last change that searches which begin now are sure to see. */
  public long shown() {
    return shown;
  }

  /** Asks for the index to be built anew. */
  public void rebuildSoon() {
    rebuildWanted = true;
  }

  private void follow() throws InterruptedException {
    refreshedAt = nanoTime.getAsLong();
    committedAt = refreshedAt;
    long newest = feed.lastSeq();
    if (position == 0 ? newest > 0 : position > newest) {
      rebuild();
    }
    while (!finished) {
      List<FeedEntry> entries = feed.take(position, BATCH_MAX, PATIENCE);
      if (rebuildWanted) {
        rebuildWanted = false;
        rebuild();
      } else if (!entries.isEmpty() && entries.getFirst().seq() > position + 1) {
        rebuild();
      } else {
        entries.forEach(this::apply);
      }
      boolean busy = isStoreBusy();
      settle(busy);
      if (busy) {
        TimeUnit.NANOSECONDS.sleep(WINDOW_NANOS / 2);
      } else if (entries.size() < BATCH_MAX) {
        TimeUnit.NANOSECONDS.sleep(GATHER_NANOS);
      }
    }
  }

  /** Looks how much the store grows in a time, and whether the index may fall further behind. */
  private boolean isStoreBusy() {
    long now = nanoTime.getAsLong();
    if (now - windowBegan >= WINDOW_NANOS) {
      long newest = feed.lastSeq();
      storeBusy = windowBegan != 0 && newest - windowSeq >= BUSY_CHANGES;
      windowBegan = now;
      windowSeq = newest;
    }
    return storeBusy && lag() < LAG_MAX;
  }

  private void apply(FeedEntry entry) {
    switch (entry) {
      case FeedEntry.Put(var seq, var event) -> {
        index.add(event);
        unseen = true;
      }
      case FeedEntry.Removed(var seq, var cause, var id, var pubkey, var kind) -> {
        index.remove(id);
        unseen = true;
      }
      case FeedEntry.PutSinceRemoved gone -> {}
    }
    position = entry.seq();
  }

  /** Refreshes and commits if it is time to. */
  private void settle(boolean busy) {
    long now = nanoTime.getAsLong();
    if (unseen && now - refreshedAt >= (busy ? BUSY_REFRESH_NANOS : REFRESH_NANOS)) {
      index.refresh();
      unseen = false;
      refreshedAt = now;
    }
    if (!unseen) {
      shown = position;
    }
    long pending = position - index.cursor();
    boolean due =
        busy
            ? now - committedAt >= BUSY_COMMIT_NANOS
            : pending >= COMMIT_ENTRIES || now - committedAt >= COMMIT_NANOS;
    if (pending > 0 && due) {
      index.commit(position);
      committedAt = now;
    }
  }

  private void rebuild() {
    long from = feed.lastSeq();
    LOG.log(Level.INFO, "Building the search index anew, up to change {0}", from);
    shown = 0;
    index.clear();
    position = 0;
    walked = 0;
    everything.forEach(this::walk);
    index.commit(from);
    index.refresh();
    position = from;
    unseen = false;
    shown = from;
    LOG.log(Level.INFO, "The search index is built: {0} events", walked);
  }

  private void walk(NostrEvent event) {
    if (finished) {
      throw new CancellationException("the relay stops");
    }
    index.add(event);
    if (++walked % PROGRESS_EVENTS == 0) {
      LOG.log(Level.INFO, "Building the search index: {0} events so far", walked);
      index.refresh();
    }
  }
}
