package heliograph.store.lmdb;

import heliograph.event.NostrEvent;
import heliograph.store.EventStore.Completion;
import heliograph.store.StoreResult;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Env;

/**
 * The events that wait for the writer, in order. Bounded by their number and by their bytes: a
 * caller that adds one waits for room. Thread-safe.
 */
final class WriteQueue {
  private static final Logger LOG = System.getLogger(WriteQueue.class.getName());

  /**
   * The maximum number of bytes of all events that wait, including those counted for index entries.
   */
  static final int BYTES_MAX = 32 << 20;

  /** The number of bytes counted for an index entry, for the time that writing it takes. */
  private static final int BYTES_PER_TAG = 128;

  /** An event and the completion that waits for its result. */
  record Write(NostrEvent event, Completion completion) {
    int bytes() {
      int tags = event.packed().indexedTagCount();
      return Math.min(event.packed().buffer().limit() + BYTES_PER_TAG * tags, BYTES_MAX);
    }

    /** Reports the result; a fault in the completion does not stop the writer. */
    void complete(StoreResult result) {
      try {
        completion.completed(result);
      } catch (RuntimeException | Error e) {
        LOG.log(Level.ERROR, "completion of " + event.id() + " failed", e);
      }
    }

    /** Reports that every event of its commit has been completed. */
    void release() {
      try {
        completion.released();
      } catch (RuntimeException | Error e) {
        // a fault must not keep the others from being released, or end the writer
        LOG.log(Level.ERROR, "release of " + event.id() + " failed", e);
      }
    }
  }

  private final Semaphore room = new Semaphore(BYTES_MAX, true);
  private final ArrayBlockingQueue<Write> queue;

  WriteQueue(int max) {
    queue = new ArrayBlockingQueue<>(max);
  }

  int size() {
    return queue.size();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Returns the number of bytes that wait. */
  int bytes() {
    return BYTES_MAX - room.availablePermits();
  }

  void put(Write write) throws InterruptedException {
    room.acquire(write.bytes());
    queue.put(write);
  }

  /** Removes a write that still waits; returns false if the writer has taken it. */
  boolean remove(Write write) {
    boolean removed = queue.remove(write);
    if (removed) {
      room.release(write.bytes());
    }
    return removed;
  }

  /** Returns the next write, waiting for it; null if none came. */
  @Nullable Write poll(long nanos) throws InterruptedException {
    Write next = nanos <= 0 ? queue.poll() : queue.poll(nanos, TimeUnit.NANOSECONDS);
    if (next != null) {
      room.release(next.bytes());
    }
    return next;
  }

  /** Answers writes that failed. */
  static void fail(List<Write> writes, Throwable fault) {
    fail(
        writes,
        fault instanceof Env.MapFullException
            ? "the store is full"
            : "the store could not write: " + fault.getMessage());
  }

  /** Answers writes that failed with a reason for their clients. */
  static void fail(List<Write> writes, String reason) {
    for (Write write : writes) {
      write.complete(new StoreResult.Failed(reason));
    }
    writes.forEach(Write::release);
  }

  /** Removes and returns all writes that wait. */
  List<Write> drain() {
    List<Write> rest = new ArrayList<>();
    queue.drainTo(rest);
    rest.forEach(write -> room.release(write.bytes()));
    return rest;
  }
}
