package heliograph.search;

import heliograph.filter.NostrFilter;
import heliograph.metrics.Meters;
import heliograph.store.EventStore;
import heliograph.store.EventWalk;
import heliograph.store.FeedFollower;
import heliograph.worker.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/**
 * The search of a relay: its index, and the thread that keeps it up to date with the store.
 * Thread-safe.
 */
public final class Search implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Search.class.getName());
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);

  private final SearchIndex index;
  private final SearchFeeder feeder;
  private final FeedFollower follower;
  private final Worker worker;
  private final SpamAuthors spam;

  /**
   * Opens the index and starts to follow the store. An index that cannot be read is renamed and
   * rebuilt from the store.
   *
   * @param spam the authors whose events searches leave out
   */
  public Search(
      Path folder, EventStore store, SpamAuthors spam, Meters meters, ThreadFactory threads) {
    this.spam = spam;
    index = open(folder);
    feeder = new SearchFeeder(index, EventWalk.of(store));
    follower = new FeedFollower(store.feed(), feeder, SearchFeeder.PACE);
    meters.gauge("heliograph_search_events", "Events that the search index shows", index::size);
    meters.gauge("heliograph_search_lag_changes", "Changes not yet in the index", follower::lag);
    worker = Worker.start(threads, follower);
  }

  private static SearchIndex open(Path folder) {
    try {
      return SearchIndex.open(folder);
    } catch (SearchException e) {
      Path aside = folder.resolveSibling(folder.getFileName() + ".broken");
      for (int i = 2; Files.exists(aside); i++) {
        aside = folder.resolveSibling(folder.getFileName() + ".broken-" + i);
      }
      LOG.log(Level.WARNING, "search index put aside to be rebuilt in=" + aside, e);
      try {
        Files.move(folder, aside);
      } catch (IOException cannot) {
        throw new UncheckedIOException("cannot put aside " + folder, cannot);
      }
      return SearchIndex.open(folder);
    }
  }

  /** Starts a search; see {@link SearchIndex#hits}. */
  public SearchCursor hits(SearchQuery query, NostrFilter filter) {
    return index.hits(query, filter);
  }

  /** Returns the authors whose events searches leave out. */
  public SpamAuthors spam() {
    return spam;
  }

  /** Returns the last change of the store that a search which begins now certainly sees. */
  public long shown() {
    return feeder.shown();
  }

  /** As {@link #shown}, but first shows what the index has taken, unless it did so just before. */
  public long show() {
    return feeder.show();
  }

  /** Rebuilds the index in the background; searches continue on the old one. */
  public void rebuild() {
    follower.rebuildSoon();
  }

  /** Commits the index and ends the thread. */
  @Override
  public void close() {
    if (worker.close(CLOSE_PATIENCE)) {
      index.close();
    }
  }
}
