package heliograph.subscription;

import heliograph.event.NostrEvent;
import heliograph.store.ChangeFeed;
import heliograph.store.FeedEntry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest events that the search index has not seen, the newest first, read from the feed in
 * small parts. No part is kept between slices, so searches that wait hold no events. Confined to
 * one thread.
 */
final class SearchTail {
  /** The maximum number of changes read, the newest; the index lacks more only during a burst. */
  private static final int CHANGES_MAX = 2_000;

  private static final long BYTES_MAX = 4 << 20;
  private static final int PART = 64;

  private final ChangeFeed feed;

  /** The last change before the tail. */
  private final long before;

  private final long end;
  private final boolean complete;

  /** The last change that {@link #next} has not read. */
  private long at;

  private List<FeedEntry> part = List.of();
  private int partLeft;
  private long seq;

  /**
   * Creates the tail and determines its length.
   *
   * @param shown the last change that the index has seen
   * @param snapshot the last change to take into account
   */
  SearchTail(ChangeFeed feed, long shown, long snapshot) {
    this.feed = feed;
    end = snapshot;
    long low = Math.max(shown, snapshot - CHANGES_MAX);
    long bytes = 0;
    long reached = snapshot;
    boolean isGap = false;
    while (reached > low && bytes < BYTES_MAX && !isGap) {
      long from = Math.max(low, reached - PART);
      List<FeedEntry> entries = lastOf(from, reached);
      for (FeedEntry entry : entries) {
        bytes += entry instanceof FeedEntry.Put put ? put.event().packed().buffer().limit() : 0;
      }
      isGap = entries.isEmpty();
      reached = isGap ? reached : entries.getFirst().seq() - 1;
    }
    before = reached;
    complete = reached <= shown;
    at = end;
  }

  /**
   * Returns changes after {@code from} up to {@code to}, in order and with the last of them; none
   * if the feed no longer reaches back that far. The feed returns fewer changes than are asked for
   * where they are large, so these may be not all.
   */
  private List<FeedEntry> lastOf(long from, long to) {
    try {
      List<FeedEntry> entries = List.of();
      long after = from;
      while (after < to) {
        entries = feed.take(after, (int) (to - after), Duration.ZERO);
        after = entries.isEmpty() ? to : entries.getLast().seq();
      }
      return entries.stream().takeWhile(entry -> entry.seq() <= to).toList();
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
    return at > before;
  }

  /** Goes back to the newest change. */
  void rewind() {
    at = end;
    dropPart();
  }

  /** Drops the current part and keeps only the position. */
  void dropPart() {
    part = List.of();
    partLeft = 0;
  }

  /** Returns the sequence number of the change that {@link #next} read last. */
  long seq() {
    return seq;
  }

  /** Returns the event of the next change; null if the change stored none. */
  @Nullable NostrEvent next() {
    if (partLeft == 0) {
      part = lastOf(Math.max(before, at - PART), at);
      partLeft = part.size();
    }
    if (partLeft == 0) {
      at = before; // the feed no longer reaches back that far
      return null;
    }
    FeedEntry entry = part.get(--partLeft);
    seq = entry.seq();
    at = seq - 1;
    return entry instanceof FeedEntry.Put put ? put.event() : null;
  }
}
