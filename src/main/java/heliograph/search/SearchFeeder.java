package heliograph.search;

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
 * <p>Small segments and their merges cost more than the words, so the index shows its changes when
 * there has been a search, or there are many of them. Until then searches read new events from the
 * feed, up to a limit. During a burst of events it refreshes and commits more rarely still.
 *
 * <p>Fed by a {@link FeedFollower}; {@link #position} and {@link #shown} may be called from any
 * thread.
 */
final class SearchFeeder implements FeedConsumer {
  private static final Logger LOG = System.getLogger(SearchFeeder.class.getName());

  /**
   * Additions wait for 250 ms, since a search reads newer events from the feed itself. The index
   * falls behind by a quarter of a million changes at most in favour of publishers.
   */
  static final FeedFollower.Pace PACE = new FeedFollower.Pace(512, Duration.ofMillis(250), 250_000);

  /** The number of changes that are shown without a search: half of what a search reads itself. */
  private static final long HIDDEN_MAX = 1_000;

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

  private volatile long position;
  private volatile long shown;

  /** Set by a search, so that the next ones find more in the index. */
  private volatile boolean asked;

  private boolean hasUnrefreshedChanges;
  private long refreshedAt;
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
    asked = true;
    return shown;
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
        hasUnrefreshedChanges = true;
      }
      case FeedEntry.Removed(var seq, var cause, var id, var pubkey, var kind) -> {
        index.remove(id);
        hasUnrefreshedChanges = true;
      }
      case FeedEntry.PutSinceRemoved gone -> {}
    }
    position = entry.seq();
  }

  /** Refreshes and commits if it is time to. */
  @Override
  public void settle(boolean busy) {
    long now = nanoTime.getAsLong();
    boolean wanted = asked || (!busy && position - shown > HIDDEN_MAX);
    if (hasUnrefreshedChanges
        && wanted
        && now - refreshedAt >= (busy ? BUSY_REFRESH_NANOS : REFRESH_NANOS)) {
      asked = false;
      index.refresh();
      hasUnrefreshedChanges = false;
      refreshedAt = now;
    }
    if (!hasUnrefreshedChanges) {
      shown = position;
    }
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
    shown = 0;
    index.clear();
    position = 0;
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
    hasUnrefreshedChanges = false;
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
