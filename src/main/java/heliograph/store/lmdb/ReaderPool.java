package heliograph.store.lmdb;

import heliograph.store.StoreException;
import heliograph.store.pending.PendingView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The bounded set of reader slots. A slot is borrowed for one slice; when all are borrowed, the
 * next borrower waits. Thread-safe.
 */
final class ReaderPool implements AutoCloseable {
  private final LmdbEnvironment env;
  private final Supplier<PendingView> pending;
  private final Semaphore slots;
  private final int size;
  private final ArrayBlockingQueue<ReadContext> idle;
  private volatile boolean closed;

  /** Creates a pool whose readers see what LMDB has. */
  ReaderPool(LmdbEnvironment env, int size) {
    this(env, () -> PendingView.NONE, size);
  }

  /** Creates a pool whose readers see pending changes too. */
  ReaderPool(LmdbEnvironment env, Supplier<PendingView> pending, int size) {
    this.env = env;
    this.pending = pending;
    this.size = size;
    slots = new Semaphore(size);
    idle = new ArrayBlockingQueue<>(size);
  }

  /**
   * Takes a slot and begins its slice.
   *
   * @throws StoreException if the store is closed
   */
  ReadContext borrow() {
    slots.acquireUninterruptibly();
    boolean begun = false;
    try {
      if (closed) {
        throw new StoreException("the store is closed");
      }
      ReadContext context = idle.poll();
      if (context == null) {
        context = open();
      }
      context.begin();
      begun = true;
      return context;
    } finally {
      if (!begun) {
        slots.release();
      }
    }
  }

  /** Returns the number of slots that are borrowed. */
  int busy() {
    return size - slots.availablePermits();
  }

  private ReadContext open() {
    env.lockMap();
    try {
      return new ReadContext(env, pending);
    } finally {
      env.unlockMap();
    }
  }

  /** Ends the slice and gives the slot back. */
  void giveBack(ReadContext context) {
    context.end();
    idle.add(context);
    slots.release();
  }

  /** Waits until every slot has been returned and closes them. */
  @Override
  public void close() {
    if (!slots.tryAcquire(size)) {
      try {
        if (!slots.tryAcquire(size, 10, TimeUnit.SECONDS)) {
          throw new StoreException("readers do not end");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreException("interrupted while waiting for readers", e);
      }
    }
    List<ReadContext> all = new ArrayList<>();
    idle.drainTo(all);
    all.forEach(ReadContext::close);
    closed = true;
    slots.release(size); // waiting threads fail instead of waiting for ever
  }
}
