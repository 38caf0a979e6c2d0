package heliograph.store.pending;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.store.FeedEntry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

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

  /** The changes from {@code first} to {@code lastSeq}, each at its number modulo the length. */
  @GuardedBy("lock")
  private final @Nullable FeedEntry[] ring = new @Nullable FeedEntry[ENTRIES_MAX];

  @GuardedBy("lock")
  private long first;

  @GuardedBy("lock")
  private long bytes;

  private volatile long lastSeq;

  public RecentChanges(long lastSeq) {
    this.lastSeq = lastSeq;
    first = lastSeq + 1;
  }

  public long lastSeq() {
    return lastSeq;
  }

  /** Continues, empty, after a change that LMDB has. */
  public void restart(long change) {
    lock.lock();
    try {
      drop(change);
    } finally {
      lock.unlock();
    }
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
      if (committed.getFirst().seq() != lastSeq + 1) {
        drop(committed.getFirst().seq() - 1);
      }
      for (FeedEntry entry : committed) {
        add(entry);
      }
      lastSeq = committed.getLast().seq();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void add(FeedEntry entry) {
    bytes += size(entry);
    while (first < entry.seq() && (bytes > BYTES_MAX || entry.seq() - first == ENTRIES_MAX)) {
      bytes -= size(at(first));
      ring[index(first++)] = null;
    }
    ring[index(entry.seq())] = entry;
  }

  /** Drops all entries, to continue after a change. */
  @GuardedBy("lock")
  private void drop(long change) {
    Arrays.fill(ring, null);
    bytes = 0;
    first = change + 1;
    lastSeq = change;
  }

  @GuardedBy("lock")
  private FeedEntry at(long change) {
    return Objects.requireNonNull(ring[index(change)]);
  }

  private static int index(long change) {
    return (int) (change % ENTRIES_MAX);
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
      long count = Math.min(max, lastSeq - after);
      if (count <= 0 || first > after + 1) {
        return List.of();
      }
      FeedEntry[] found = new FeedEntry[(int) count];
      for (int i = 0; i < count; i++) {
        found[i] = at(after + 1 + i);
      }
      return Arrays.asList(found);
    } finally {
      lock.unlock();
    }
  }
}
