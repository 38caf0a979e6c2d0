package heliograph.store.pending;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.store.FeedEntry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The tail of the feed in memory, so that consumers that keep up do not read from disk. Bounded in
 * entries and bytes: the oldest are dropped first, and a consumer that needs them reads the feed in
 * LMDB. Both bounds are above those of two generations, whose changes LMDB does not have.
 * Thread-safe.
 */
public final class RecentChanges {
  // a generation's last event may remove some more
  private static final int ENTRIES_MAX = 4 * Generation.EVENTS_MAX + 1_024;
  private static final long BYTES_MAX = 20L << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();

  @GuardedBy("lock")
  private final ArrayDeque<FeedEntry> entries = new ArrayDeque<>();

  @GuardedBy("lock")
  private long bytes;

  private volatile long lastSeq;

  public RecentChanges(long lastSeq) {
    this.lastSeq = lastSeq;
  }

  public long lastSeq() {
    return lastSeq;
  }

  /** Continues, empty, after a change that LMDB has. */
  public void restart(long change) {
    lastSeq = change;
  }

  /**
   * Adds the entries of one commit, in order; {@link #announce} wakes the threads that wait for
   * them.
   */
  public void add(List<FeedEntry> committed) {
    if (committed.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      addAll(committed);
      lastSeq = committed.getLast().seq();
    } catch (RuntimeException | Error e) { // no memory: consumers read LMDB, no change is skipped
      entries.clear();
      bytes = 0;
      lastSeq = committed.getLast().seq();
      throw e;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void addAll(List<FeedEntry> committed) {
    for (FeedEntry entry : committed) {
      entries.addLast(entry);
      bytes += size(entry);
    }
    while (entries.size() > ENTRIES_MAX || bytes > BYTES_MAX) {
      bytes -= size(entries.removeFirst());
    }
  }

  /** Wakes the threads that wait for changes. */
  public void announce() {
    lock.lock();
    try {
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the approximate number of bytes that an entry holds. */
  public static long size(FeedEntry entry) {
    return entry instanceof FeedEntry.Put put ? put.event().packed().buffer().limit() : 64;
  }

  /**
   * Waits until there is a change after {@code after}; returns false if none came within {@code
   * patience}.
   */
  public boolean await(long after, Duration patience) throws InterruptedException {
    long nanos = patience.toNanos();
    lock.lock();
    try {
      while (lastSeq <= after && nanos > 0) {
        nanos = grown.awaitNanos(nanos);
      }
      return lastSeq > after;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the entries after {@code after}; none if some of them have been dropped. */
  public List<FeedEntry> after(long after, int max) {
    lock.lock();
    try {
      if (entries.isEmpty() || entries.getFirst().seq() > after + 1) {
        return List.of();
      }
      int skip = (int) Math.min(entries.size(), after + 1 - entries.getFirst().seq());
      return skip <= entries.size() / 2
          ? fromFront(skip, max)
          : fromEnd(entries.size() - skip, max);
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private List<FeedEntry> fromFront(int skip, int max) {
    List<FeedEntry> found = new ArrayList<>();
    int at = 0;
    for (FeedEntry entry : entries) {
      if (found.size() == max) {
        break;
      }
      if (at++ >= skip) {
        found.add(entry);
      }
    }
    return found;
  }

  /**
   * Returns the first {@code max} of the last {@code count} entries. Reads from the end, because
   * most consumers are close behind.
   */
  @GuardedBy("lock")
  private List<FeedEntry> fromEnd(int count, int max) {
    FeedEntry[] found = new FeedEntry[Math.min(count, max)];
    int at = count;
    for (Iterator<FeedEntry> back = entries.descendingIterator(); at > 0; ) {
      FeedEntry entry = back.next();
      if (--at < found.length) {
        found[at] = entry;
      }
    }
    return Arrays.asList(found);
  }
}
