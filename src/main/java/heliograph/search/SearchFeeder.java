package heliograph.search;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.event.NostrEvent;
import heliograph.store.EventWalk;
import heliograph.store.FeedConsumer;
import heliograph.store.FeedEntry;
import heliograph.store.FeedFollower;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Keeps the search index up to date with the store, from the index's own cursor. Applying a change
 * twice after a crash is harmless, because an event replaces itself.
 *
 * <p>The index is rebuilt from the whole store if the feed cannot update it: the index is new and
 * the store is not, the feed no longer reaches back to the cursor, or the cursor is of another
 * store. A rebuild that was interrupted begins again.
 *
 * <p>Small segments and their merges cost more than the words, so the index refreshes when a search
 * begins ({@link #show}), or many changes wait for one; during a burst of events more rarely.
 * Searches read what it does not show from the feed, up to a limit.
 *
 * <p>Fed by a {@link FeedFollower}; {@link #position}, {@link #shown} and {@link #show} may be
 * called from any thread.
 */
final class SearchFeeder implements FeedConsumer {
  private static final Logger LOG = System.getLogger(SearchFeeder.class.getName());

  /**
   * Additions wait for 250 ms, since a search reads newer events from the feed itself. The index
   * falls behind by a quarter of a million changes at most in favour of publishers.
   */
  static final FeedFollower.Pace PACE = new FeedFollower.Pace(512, Duration.ofMillis(250), 250_000);

  /** The number of changes that wait for a search before the index refreshes without one. */
  private static final long HIDDEN_MAX = 500;

  /** The bytes of waiting events before the index refreshes without a search. */
  private static final long HIDDEN_BYTES_MAX = 1 << 20;

  private static final long REFRESH_NANOS = Duration.ofMillis(500).toNanos();
  private static final long BUSY_REFRESH_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long COMMIT_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int COMMIT_ENTRIES = 10_000;
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final int PROGRESS_EVENTS = 100_000;

  private final SearchIndex index;
  private final EventWalk store;
  private final LongSupplier nanoTime;
  private final Duration retry;

  /** Held during a refresh, which any thread may make, and while a rebuild clears the index. */
  private final ReentrantLock refreshing = new ReentrantLock();

  private volatile long position;
  private volatile long shown;

  /** The last change that the index has taken. */
  private volatile long changed;

  private volatile long refreshedAt;
  private volatile long refreshNanos = REFRESH_NANOS;

  /** The bytes of all events added. */
  private final AtomicLong bytes = new AtomicLong();

  /** The bytes of the added events that are shown. */
  private volatile long shownBytes;

  private long committedAt;
  private long walked;

  SearchFeeder(SearchIndex index, EventWalk store) {
    this(index, store, System::nanoTime, RETRY);
  }

  SearchFeeder(SearchIndex index, EventWalk store, LongSupplier nanoTime, Duration retry) {
    this.retry = retry;
    this.index = index;
    this.store = store;
    this.nanoTime = nanoTime;
    position = index.cursor();
    shown = position;
  }

  @Override
  public boolean begin() {
    position = index.cursor();
    refreshedAt = nanoTime.getAsLong();
    committedAt = refreshedAt;
    return true;
  }

  @Override
  public long position() {
    return position;
  }

  /** Returns the last change that a search which begins now certainly sees. */
  long shown() {
    return shown;
  }

  /** Refreshes the index, unless it has just been refreshed; returns {@link #shown}. */
  long show() {
    if (changed > shown && isRefreshDue() && refreshing.tryLock()) {
      try {
        refresh();
      } finally {
        refreshing.unlock();
      }
    }
    return shown;
  }

  private boolean isRefreshDue() {
    return nanoTime.getAsLong() - refreshedAt >= refreshNanos;
  }

  @GuardedBy("refreshing")
  private void refresh() {
    long reached = position;
    long reachedBytes = bytes.get();
    index.refresh();
    shown = reached;
    shownBytes = reachedBytes;
    refreshedAt = nanoTime.getAsLong();
  }

  /**
   * Returns true if the index must be rebuilt. A new index is built faster from the store than from
   * the feed.
   */
  @Override
  public boolean needsRebuild(long newest) {
    return position == 0 ? newest > 0 : position > newest;
  }

  @Override
  public void apply(List<FeedEntry> changes) {
    changes.forEach(this::apply);
  }

  @Override
  public Duration failed(Throwable fault) {
    if (fault instanceof CancellationException) {
      LOG.log(Level.INFO, "Building the search index was interrupted; it begins again next time");
      return Duration.ZERO;
    }
    LOG.log(Level.ERROR, "The search index stays as it is at change " + position, fault);
    return retry;
  }

  @Override
  public void end() {
    index.commit(position);
  }

  private void apply(FeedEntry entry) {
    switch (entry) {
      case FeedEntry.Put(var seq, var event) -> {
        index.add(event);
        bytes.addAndGet(event.packed().buffer().limit());
        changed = seq;
      }
      case FeedEntry.Removed(var seq, var cause, var id, var pubkey, var kind) -> {
        index.remove(id);
        changed = seq;
      }
      case FeedEntry.PutSinceRemoved gone -> {}
    }
    position = entry.seq();
  }

  /** Refreshes and commits if it is time to. */
  @Override
  public void settle(boolean busy) {
    refreshNanos = busy ? BUSY_REFRESH_NANOS : REFRESH_NANOS;
    refreshing.lock();
    try {
      boolean many = position - shown > HIDDEN_MAX || bytes.get() - shownBytes > HIDDEN_BYTES_MAX;
      if (changed <= shown) {
        shown = position;
      } else if (many && isRefreshDue()) {
        refresh();
      }
    } finally {
      refreshing.unlock();
    }
    index.releaseIdle(System.nanoTime());
    long now = nanoTime.getAsLong();
    long pending = position - index.cursor();
    if ((!busy && pending >= COMMIT_ENTRIES)
        || (pending > 0 && now - committedAt >= COMMIT_NANOS)) {
      index.commit(position);
      committedAt = now;
    }
  }

  @Override
  public void rebuild(long newest, BooleanSupplier stopping) {
    LOG.log(Level.INFO, "Rebuilding the search index, up to change {0}", newest);
    refreshing.lock();
    try {
      shown = 0;
      changed = 0;
      index.clear();
      position = 0;
    } finally {
      refreshing.unlock();
    }
    walked = 0;
    store.forEach(
        newest,
        event -> {
          if (stopping.getAsBoolean()) {
            throw new CancellationException("the relay stops");
          }
          walk(event);
        });
    index.commit(newest);
    index.refresh();
    position = newest;
    shown = newest;
    LOG.log(Level.INFO, "The search index is built: {0} events", walked);
  }

  private void walk(NostrEvent event) {
    index.add(event);
    if (++walked % PROGRESS_EVENTS == 0) {
      LOG.log(Level.INFO, "Building the search index: {0} events so far", walked);
      index.refresh();
    }
  }
}
