package heliograph.store.pending;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.store.StoreException;
import heliograph.store.log.LogBatch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The two generations of pending changes, and who waits for whom.
 *
 * <pre>
 *            add, publish         rotate, when the applier is free and the generation
 *   writer ──────────────► filling ─────────────────────────────────────► applying ──► gone
 *                                 is full, old enough or waited for
 * </pre>
 *
 * <p>The writer waits while the filling generation is full; a reader never waits. If the applier
 * cannot write, the writer is told at once. Thread-safe; what the writer adds and decides, it does
 * with the lock held, so that no generation is rotated or dropped meanwhile.
 */
public final class Pending {
  /** The maximum number of bytes of the events of a generation, without its last. */
  public static final int BYTES_MAX = 4 << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** The filling generation, then the one being applied, if there is one. */
  private volatile List<Generation> generations;

  private final int workMax;
  private final long lingerNanos;

  private volatile long published;

  /** The last change that LMDB has; set with the lock held. */
  private volatile long applied;

  @GuardedBy("lock")
  private long filledSince;

  @GuardedBy("lock")
  private int waiting;

  /** Why the generation being applied could not be; set with the lock held. */
  private volatile @Nullable Throwable fault;

  /**
   * Begins without changes.
   *
   * @param lastChange the last change, which LMDB has
   * @param workMax the number of index entries that a generation may add and remove, without those
   *     of its last event
   * @param linger how long a generation fills while the applier is free
   */
  public Pending(long lastChange, int workMax, Duration linger) {
    this.workMax = workMax;
    lingerNanos = linger.toNanos();
    generations = List.of(new Generation(workMax));
    published = lastChange;
    applied = lastChange;
  }

  /** Returns the changes published so far; {@link PendingView#after} takes away what LMDB has. */
  public PendingView view() {
    long to = published; // before the generations, which then have all changes up to it
    List<Generation> now = generations;
    return now.size() == 1 && now.getFirst().isEmpty()
        ? PendingView.NONE
        : new PendingView(now, Long.MIN_VALUE, to);
  }

  /** Returns the last change that readers see. */
  public long published() {
    return published;
  }

  /** Returns the bytes of LMDB's map that all pending changes may take. */
  public long roomMax() {
    return 2 * Generation.room(BYTES_MAX, workMax);
  }

  /** Returns true while pending changes cannot be written. */
  public boolean isFailing() {
    return fault != null;
  }

  /** Returns the number of events that LMDB does not have yet. */
  public int size() {
    return generations.stream().mapToInt(Generation::size).sum();
  }

  // the writer

  /** Keeps the generations as they are until {@link #unlock}. */
  public void lock() {
    lock.lock();
  }

  public void unlock() {
    lock.unlock();
  }

  /**
   * Waits until the filling generation has room.
   *
   * @throws StoreException if the applier cannot write
   */
  public void awaitRoom() {
    lock.lock();
    try {
      awaitWhile(() -> filling().isFull());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the next events go into another generation, which has a file of its own; returns
   * false at once if the filling one is empty, so that its file holds nothing that LMDB has not.
   *
   * @throws StoreException if the applier cannot write
   */
  public boolean awaitTurn() {
    lock.lock();
    try {
      Generation full = filling();
      if (full.isEmpty()) {
        return false;
      }
      awaitWhile(() -> filling() == full);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until LMDB has every change published so far.
   *
   * @throws StoreException if the applier cannot write
   */
  public void awaitApplied() {
    long wanted = published;
    lock.lock();
    try {
      if (applied < wanted) {
        awaitWhile(() -> applied < wanted);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits while the applier has to do something, which it does at once. */
  @GuardedBy("lock")
  private void awaitWhile(BooleanSupplier isToDo) {
    waiting++;
    changed.signalAll();
    try {
      while (isToDo.getAsBoolean()) {
        checkApplier();
        changed.awaitUninterruptibly();
      }
      checkApplier();
    } finally {
      waiting--;
    }
  }

  private void checkApplier() {
    Throwable why = fault;
    if (why != null) {
      throw new StoreException("pending events cannot be written: " + why.getMessage(), why);
    }
  }

  private Generation filling() {
    return generations.getFirst();
  }

  /** Returns the pending event of this id, published or not, unless it is removed. */
  public @Nullable PendingEvent find(EventId id) {
    for (Generation generation : generations) {
      PendingEvent found = generation.find(id);
      if (found != null) {
        return isRemoved(found.localId()) ? null : found;
      }
    }
    return null;
  }

  /** Returns true if a pending change, published or not, removes an event. */
  public boolean isRemoved(long localId) {
    for (Generation generation : generations) {
      if (generation.removal(localId) != null) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the pending version of an address, published or not: empty if it was deleted, null if
   * it is the one that LMDB has.
   */
  public @Nullable PendingVersion current(ByteBuffer address) {
    for (Generation generation : generations) {
      PendingVersion found = generation.current(address);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** Returns up to when a pending tombstone bars; {@link Long#MIN_VALUE} if there is none. */
  public long barredUntil(ByteBuffer tombstone) {
    return barredUntil(generations, tombstone);
  }

  /** As {@link #barredUntil}, of what is pending now, for any thread. */
  public ToLongFunction<ByteBuffer> bars() {
    List<Generation> now = generations;
    return tombstone -> barredUntil(now, tombstone);
  }

  private static long barredUntil(List<Generation> generations, ByteBuffer tombstone) {
    long until = Long.MIN_VALUE;
    for (Generation generation : generations) {
      Long found = generation.barredUntil(tombstone);
      until = found == null ? until : Math.max(until, found);
    }
    return until;
  }

  /** Returns true if a pending event may have expired at {@code now}, in seconds since 1970. */
  public boolean mayHaveExpired(long now) {
    return generations.stream().anyMatch(generation -> generation.firstExpiration() <= now);
  }

  /** Returns true if the filling generation takes no further event. */
  public boolean isFull() {
    return filling().isFull();
  }

  /**
   * Adds an event that is not published yet.
   *
   * @param address its address, if it is replaceable or addressable
   */
  public void add(long localId, NostrEvent event, @Nullable ByteBuffer address) {
    filling().add(new PendingEvent(localId, event), address);
  }

  /** Removes an event; the change is not published yet. */
  public void remove(long change, long localId, NostrEvent event) {
    filling().remove(new PendingRemoval(change, localId, event));
  }

  /** Leaves an address without a version. */
  public void vacate(ByteBuffer address) {
    filling().vacate(address);
  }

  /**
   * Bars an event or the versions of an address.
   *
   * @param tombstone the key of the tombstone, see {@link heliograph.store.layout.AddressKey}
   * @param until the greatest {@code created_at} that it bars
   */
  public void bar(ByteBuffer tombstone, long until) {
    filling().bar(tombstone, Math.max(until, barredUntil(tombstone)));
  }

  /** Publishes what was added since the last call: {@code batch}, which the log has. */
  public void publish(LogBatch batch) {
    lock.lock();
    try {
      if (batch.entries().isEmpty()) {
        return;
      }
      Generation filling = filling();
      if (filling.isEmpty()) {
        filledSince = System.nanoTime();
        changed.signalAll();
      }
      filling.keep(batch);
      published = batch.last();
      if (filling.isFull()) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes back what was added since the last {@link #publish}. */
  public void undo() {
    filling().undo();
  }

  /** Publishes a change that LMDB has; nothing is pending. */
  public void publishApplied(long change) {
    lock.lock();
    try {
      published = change;
      applied = change;
    } finally {
      lock.unlock();
    }
  }

  // the applier

  /**
   * Waits for the generation to be applied next.
   *
   * @param nanos how long to wait
   * @param turn called when the filling generation is rotated: the next one has a file of its own
   * @return the generation being applied; null if there was none in time
   */
  public @Nullable Generation take(long nanos, Runnable turn) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    lock.lock();
    try {
      while (generations.size() == 1 && !isDue()) {
        long now = System.nanoTime();
        long wait =
            Math.min(end - now, filling().isEmpty() ? nanos : filledSince + lingerNanos - now);
        if (end - now <= 0) {
          return null;
        }
        changed.awaitNanos(Math.max(wait, 1));
      }
      if (generations.size() == 1) {
        List<Generation> rotated = List.of(new Generation(workMax), filling());
        turn.run();
        generations = rotated;
        changed.signalAll();
      }
      return generations.getLast();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private boolean isDue() {
    Generation filling = filling();
    return !filling.isEmpty()
        && (waiting > 0 || filling.isFull() || System.nanoTime() - filledSince >= lingerNanos);
  }

  /** Drops the generation that was being applied: LMDB has it. */
  public void applied() {
    lock.lock();
    try {
      applied = generations.getLast().lastChange();
      generations = List.of(filling());
      fault = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Tells those who wait that a generation could not be applied; it will be tried again. */
  public void failed(Throwable why) {
    lock.lock();
    try {
      if (generations.size() > 1) {
        fault = why;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Tells those who wait that nothing will be applied any more. */
  public void end() {
    lock.lock();
    try {
      fault = new StoreException("the store is closing");
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends a wait of {@link #take}. */
  public void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
