package heliograph.subscription;

import heliograph.event.NostrEvent;
import heliograph.store.ChangeFeed;
import heliograph.store.FeedEntry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest events that the search index has not seen, read from the feed in small parts. No part
 * is kept between slices, so searches that wait hold no events. Confined to one thread.
 */
final class SearchTail {
  /** The maximum number of changes read, the newest; the index lacks more only during a burst. */
  private static final int CHANGES_MAX = 2_000;

  private static final long BYTES_MAX = 4 << 20;
  private static final int PART = 64;

  private final ChangeFeed feed;
  private final long from;
  private final long end;
  private final boolean complete;
  private long at;
  private List<FeedEntry> part = List.of();
  private int partAt;

  /**
   * Creates the tail and determines its length.
   *
   * @param shown the last change that the index has seen
   * @param snapshot the last change to take into account
   */
  SearchTail(ChangeFeed feed, long shown, long snapshot) {
    this.feed = feed;
    from = Math.max(shown, snapshot - CHANGES_MAX); // only the newest, if there are too many
    long bytes = 0;
    long reached = from;
    boolean gap = from > shown;
    while (reached < snapshot && bytes < BYTES_MAX) {
      List<FeedEntry> entries = read(reached);
      if (entries.isEmpty()) {
        break;
      }
      gap |= entries.getFirst().seq() > reached + 1; // the feed no longer reaches back that far
      for (FeedEntry entry : entries) {
        bytes += entry instanceof FeedEntry.Put put ? put.event().packed().buffer().limit() : 0;
      }
      reached = entries.getLast().seq();
    }
    end = Math.min(reached, snapshot);
    complete = reached >= snapshot && !gap;
    at = from;
  }

  private List<FeedEntry> read(long after) {
    try {
      return feed.take(after, PART, Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /** Returns true if the tail has all changes that the index lacks. */
  boolean isComplete() {
    return complete;
  }

  /** Returns true if there is another change. */
  boolean hasMore() {
    return at < end;
  }

  /** Goes back to the beginning. */
  void rewind() {
    at = from;
    dropPart();
  }

  /** Drops the current part and keeps only the position. */
  void dropPart() {
    part = List.of();
    partAt = 0;
  }

  /** Returns the sequence number of the change that {@link #next} read last. */
  long seq() {
    return at;
  }

  /** Returns the event of the next change; null if the change stored none. */
  @Nullable NostrEvent next() {
    if (partAt == part.size()) {
      part = read(at);
      partAt = 0;
    }
    if (part.isEmpty() || part.get(partAt).seq() > end) {
      at = end;
      return null;
    }
    FeedEntry entry = part.get(partAt++);
    at = entry.seq();
    return entry instanceof FeedEntry.Put put ? put.event() : null;
  }
}
