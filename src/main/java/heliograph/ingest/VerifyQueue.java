package heliograph.ingest;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.policy.AddressLanes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A queue of items that await verification. It takes them by turns of the addresses they come from,
 * and hands them on in the order in which they were taken.
 *
 * <pre>
 * offer    to the back of its address's lane; refused when the address has its share; when the queue is
 *          full, at the cost of an address that holds more (AddressLanes)
 * take     the next few items and, with them, the next place in line
 * enter    the same for one item that need not queue
 * …        all verifiers at once, each its share
 * finish   the thread that completes the front of the line hands on every complete share behind it
 *
 * in line  3 ✓ │ 4 … │ 5 ✓ │ 6 ✓        3 goes out; 5 and 6 wait for 4
 * </pre>
 *
 * <p>So a client's two versions of a profile, or the messages of its ephemeral stream, are handled
 * in the order in which it sent them, though many cores check them. A share is a single item while
 * few wait, and grows with the queue. The line is bounded too: a verifier far ahead of its front
 * waits. Thread-safe.
 */
final class VerifyQueue<T> {
  private static final int SHARE_MAX = 16;
  private static final int LINE_MAX_PER_TAKER = 16;

  /** Items taken together, with their place in line. */
  static final class Share<T> {
    private final List<T> items;

    /**
     * The actions that are left to run; null until the share is finished. Guarded by the lock of
     * the queue.
     */
    private @Nullable List<Runnable> handover;

    private Share(List<T> items) {
      this.items = items;
    }

    List<T> items() {
      return items;
    }
  }

  private final int takers;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition notFull = lock.newCondition();
  private final Condition advanced = lock.newCondition();

  @GuardedBy("lock")
  private final AddressLanes<T> queue;

  private final Consumer<T> displaced;

  @GuardedBy("lock")
  private final Deque<Share<T>> line = new ArrayDeque<>();

  /** Held by the thread that hands on, so that no share overtakes another. */
  private final ReentrantLock handoverLock = new ReentrantLock();

  /**
   * Creates an empty queue.
   *
   * @param bounds the limits of the queue
   * @param takers the number of threads that take items
   * @param measure returns the address and the length of an item
   * @param displaced called with each item that was dropped to make room for others
   */
  VerifyQueue(
      AddressLanes.Bounds bounds,
      int takers,
      AddressLanes.Measure<T> measure,
      Consumer<T> displaced) {
    this.displaced = displaced;
    this.takers = takers;
    queue = new AddressLanes<>(bounds, measure);
  }

  int size() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  /** Queues an item; returns false if there is no room, or none for its address. */
  boolean offer(T item) {
    List<T> others = new ArrayList<>(0);
    lock.lock();
    try {
      boolean room = queue.offer(item, others);
      if (room) {
        notEmpty.signal();
      }
      return room;
    } finally {
      lock.unlock();
      others.forEach(displaced);
    }
  }

  /**
   * Takes a place in line for an item that need not queue because nothing waits; returns null if it
   * must.
   */
  @Nullable Share<T> enter(T item) {
    lock.lock();
    try {
      if (!queue.isEmpty() || line.size() >= LINE_MAX_PER_TAKER * takers) {
        return null;
      }
      Share<T> share = new Share<>(List.of(item));
      line.add(share);
      return share;
    } finally {
      lock.unlock();
    }
  }

  /** Queues an item, waiting for room. */
  void put(T item) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!queue.hasRoom(item)) {
        notFull.await();
      }
      queue.add(item);
      notEmpty.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the next share, waiting up to {@code millis} for one; null if none came. */
  @Nullable Share<T> take(long millis) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(millis);
    lock.lockInterruptibly();
    try {
      while (queue.isEmpty() || line.size() >= LINE_MAX_PER_TAKER * takers) {
        if (left <= 0) {
          return null;
        }
        left = (queue.isEmpty() ? notEmpty : advanced).awaitNanos(left);
      }
      int size = Math.clamp(queue.size() / (2L * takers), 1, SHARE_MAX);
      List<T> items = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        items.add(queue.remove());
        notFull.signal();
      }
      Share<T> share = new Share<>(items);
      line.add(share);
      return share;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Marks a share as checked, and hands on every share whose turn it is.
   *
   * @param handover the actions that are left for it, in order; they must not throw
   */
  void finish(Share<T> share, List<Runnable> handover) {
    complete(share, handover);
    // A thread that waits here finds the front moved on, or hands on what was completed meanwhile.
    handoverLock.lock();
    try {
      for (List<Runnable> due = nextDue(); due != null; due = nextDue()) {
        due.forEach(Runnable::run);
      }
    } finally {
      handoverLock.unlock();
    }
  }

  /** Removes and returns the items that no verifier has taken. */
  List<T> drain() {
    lock.lock();
    try {
      List<T> rest = queue.drain();
      notFull.signalAll();
      return rest;
    } finally {
      lock.unlock();
    }
  }

  private void complete(Share<T> share, List<Runnable> handover) {
    lock.lock();
    try {
      share.handover = handover;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable List<Runnable> nextDue() {
    lock.lock();
    try {
      Share<T> front = line.peek();
      if (front == null || front.handover == null) {
        return null;
      }
      line.remove();
      advanced.signalAll();
      return front.handover;
    } finally {
      lock.unlock();
    }
  }
}
