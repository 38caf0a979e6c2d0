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
 * <p>Some steps cannot be cut to a slice: those of the search index. What an address has used
 * beyond its slices is noted and worked off in turns that it misses while others wait. Such queries
 * never have all workers at once, where there are several.
 *
 * <p>Full in all or for one address, the queue refuses. Thread-safe.
 */
final class FairQueue<Q extends FairQueue.Waiting> {
  /** What waits. */
  interface Waiting {
    /** Whose it is: each address has its turn. */
    AddressBucket address();

    /** Stands for the connection it is for: those of one connection wait for each other. */
    Object connection();

    /** Returns true if its next step may take longer than a slice. */
    boolean isUnsliced();
  }

  /** What waits for one connection. Guarded by the lock of the queue. */
  private static final class Line<Q> {
    private final Object connection;
    private final ArrayDeque<Q> queries = new ArrayDeque<>(2);

    private Line(Object connection) {
      this.connection = connection;
    }
  }

  /**
   * What waits for one address, and what of it is with a worker. Guarded by the lock of the queue.
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
   * Makes an empty queue.
   *
   * @param max queries that may wait, half of them of one address
   * @param workers how many take from it
   * @param sliceNanos what a query may run in its turn
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

  /** Queues a query behind those of its connection; false if there is no room. */
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

  /** The next query in turn, waiting up to {@code millis} for one; null if none came. */
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
   * Says that a query which was taken has run, after it was queued again if it was.
   *
   * @param wasUnsliced what it said of the step that it has done
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

  /** Takes a query out; false if it is not there. */
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
