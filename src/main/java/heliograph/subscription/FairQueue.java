package heliograph.subscription;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.policy.AddressBucket;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Stored queries that wait for a slice, in turn by address, then by connection, then by query.
 *
 * <pre>
 * addresses in a ring ─► connections of the address in a ring ─► its queries, first come first
 *
 * 192.0.2.1   c1 [q q q q …]  c2 [q q …]          a thousand queries of one address
 * 192.0.2.9   c7 [q]                              wait for each other: this one is second in turn
 * </pre>
 *
 * <p>Some steps cannot be cut to a slice: those of the search index. The time that an address has
 * used beyond its slices is recorded, and the address misses as many turns while others wait. Where
 * there are several workers, such queries never have all of them at once.
 *
 * <p>A query is refused when the queue is full or its address has half of it. Thread-safe.
 */
final class FairQueue<Q extends FairQueue.Waiting> {
  /** A query that waits. */
  interface Waiting {
    /** Returns the address that the query is for; addresses take turns. */
    AddressBucket address();

    /**
     * Returns an object that identifies the connection; the queries of one connection wait for each
     * other.
     */
    Object connection();

    /** Returns true if its next step may take longer than a slice. */
    boolean isUnsliced();
  }

  /** The queries that wait for one connection. Guarded by the lock of the queue. */
  private static final class Line<Q> {
    private final Object connection;
    private final ArrayDeque<Q> queries = new ArrayDeque<>(2);

    private Line(Object connection) {
      this.connection = connection;
    }
  }

  /**
   * The queries that wait for one address, and the number of its queries that workers run. Guarded
   * by the lock of the queue.
   */
  private static final class Turn<Q> {
    private final AddressBucket address;
    private final Map<Object, Line<Q>> lines = new HashMap<>(2);
    private final ArrayDeque<Line<Q>> ring = new ArrayDeque<>(2);
    private int size;
    private int running;
    private long debtNanos;

    private Turn(AddressBucket address) {
      this.address = address;
    }
  }

  private final int max;
  private final int unslicedMax;
  private final long sliceNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();

  @GuardedBy("lock")
  private final Map<AddressBucket, Turn<Q>> turns = new HashMap<>();

  @GuardedBy("lock")
  private final ArrayDeque<Turn<Q>> ring = new ArrayDeque<>();

  @GuardedBy("lock")
  private int size;

  @GuardedBy("lock")
  private int unsliced;

  /**
   * Creates an empty queue.
   *
   * @param max the maximum number of queries that wait; one address may have half of them
   * @param workers the number of threads that take from it
   * @param sliceNanos the time that a query may run in its turn, in nanoseconds
   */
  FairQueue(int max, int workers, long sliceNanos) {
    this.max = max;
    this.sliceNanos = sliceNanos;
    unslicedMax = Math.max(1, workers - 1);
  }

  int size() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }

  /** Queues a query behind those of its connection; returns false if there is no room. */
  boolean offer(Q query) {
    lock.lock();
    try {
      if (size >= max) {
        return false;
      }
      Turn<Q> turn = turns.computeIfAbsent(query.address(), Turn<Q>::new);
      if (turn.size >= Math.max(1, max / 2)) {
        return false;
      }
      Line<Q> line = turn.lines.computeIfAbsent(query.connection(), Line<Q>::new);
      line.queries.add(query);
      if (line.queries.size() == 1) {
        turn.ring.add(line);
      }
      if (++turn.size == 1) {
        ring.add(turn);
      }
      size++;
      notEmpty.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the next query in turn, waiting up to {@code millis} for one; null if none came. */
  @Nullable Q take(long millis) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(millis);
    lock.lockInterruptibly();
    try {
      while (true) {
        Q query = next();
        if (query != null || left <= 0) {
          return query;
        }
        left = notEmpty.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private @Nullable Q next() {
    for (int i = 2 * ring.size(); i > 0; i--) {
      Turn<Q> turn = ring.remove();
      ring.add(turn);
      if (turn.debtNanos > 0 && ring.size() > 1 && i > ring.size()) {
        turn.debtNanos -= sliceNanos;
        continue;
      }
      Q query = next(turn);
      if (query != null) {
        return query;
      }
    }
    return null;
  }

  @GuardedBy("lock")
  private @Nullable Q next(Turn<Q> turn) {
    for (int i = turn.ring.size(); i > 0; i--) {
      Line<Q> line = turn.ring.remove();
      Q query = line.queries.element();
      if (query.isUnsliced() && unsliced >= unslicedMax) {
        turn.ring.add(line);
        continue;
      }
      line.queries.remove();
      if (line.queries.isEmpty()) {
        turn.lines.remove(line.connection);
      } else {
        turn.ring.add(line);
      }
      size--;
      if (--turn.size == 0) {
        ring.removeLast(); // where it has just been put
      }
      turn.running++;
      unsliced += query.isUnsliced() ? 1 : 0;
      return query;
    }
    return null;
  }

  /**
   * Reports that a query has run its turn; called after the query was queued again, if it was.
   *
   * @param wasUnsliced whether the step it has done was unsliced
   */
  void ran(Q query, boolean wasUnsliced, long nanos) {
    lock.lock();
    try {
      if (wasUnsliced) {
        unsliced--;
        notEmpty.signal();
      }
      Turn<Q> turn = turns.get(query.address());
      if (turn != null) {
        turn.debtNanos = Math.max(0, turn.debtNanos + nanos - sliceNanos);
        if (--turn.running == 0 && turn.size == 0) {
          turns.remove(turn.address);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Removes a query; returns false if it is not in the queue. */
  boolean remove(Q query) {
    lock.lock();
    try {
      Turn<Q> turn = turns.get(query.address());
      Line<Q> line = turn == null ? null : turn.lines.get(query.connection());
      if (turn == null || line == null || !line.queries.remove(query)) {
        return false;
      }
      if (line.queries.isEmpty()) {
        turn.lines.remove(line.connection);
        turn.ring.remove(line);
      }
      size--;
      if (--turn.size == 0) {
        ring.remove(turn);
        if (turn.running == 0) {
          turns.remove(turn.address);
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
