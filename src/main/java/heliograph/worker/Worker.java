package heliograph.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread with one role: it repeats a step until it is asked to stop. Thread-safe.
 *
 * <pre>
 *            start                stop, or an interrupt            no work left
 *   created ───────► step, step … ─────────────────────► step … ───────────────► end() ──► ended
 *                     │      ▲
 *                     └──────┘ a step that throws goes to failed(), then the next step follows
 * </pre>
 *
 * <p>Nobody interrupts it: {@link #stop} wakes it from {@link #pause} at once and from a wait of
 * its own through {@link Role#wake}.
 */
public final class Worker {
  /** What a worker does. All methods but {@link #wake} run on its thread. */
  public interface Role {
    /**
     * Does the next part of the work. Where there is none it waits, but no longer than a stop may
     * be delayed, unless {@link #wake} ends the wait.
     */
    void step(Worker worker) throws InterruptedException;

    /** Returns whether steps go on for now although the worker is to stop. */
    default boolean hasWork() {
      return false;
    }

    /** Ends a wait within a step. Called by who stops the worker, perhaps more than once. */
    default void wake() {}

    /** Handles what a step or {@link #end} threw; may wait with {@link Worker#pause}. */
    void failed(Worker worker, Throwable fault) throws InterruptedException;

    /** Does what is left to do after the last step. */
    default void end(Worker worker) throws InterruptedException {}
  }

  private final Role role;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile @Nullable Thread thread;

  public Worker(Role role) {
    this.role = role;
  }

  /** Makes a worker and starts it. */
  public static Worker start(ThreadFactory threads, Role role) {
    Worker worker = new Worker(role);
    worker.start(threads);
    return worker;
  }

  /** Starts the thread. Called once at most. */
  public void start(ThreadFactory threads) {
    Thread started = threads.newThread(this::run);
    thread = started;
    started.start();
  }

  /** Works on the calling thread until it is asked to stop or interrupted. */
  public void run() {
    boolean interrupted = false;
    while (!isStopping() || role.hasWork()) {
      interrupted |= !attempt(() -> role.step(this));
    }
    interrupted |= !attempt(() -> role.end(this));
    if (interrupted) {
      Thread.currentThread().interrupt(); // only now: the last steps and the end have run in peace
    }
  }

  private interface Attempt {
    void run() throws InterruptedException;
  }

  /** Returns false if the thread was interrupted, which stops the worker. */
  private boolean attempt(Attempt work) {
    try {
      try {
        work.run();
      } catch (RuntimeException | Error e) { // also when memory was short
        role.failed(this, e);
      }
      return true;
    } catch (InterruptedException e) {
      stop();
      return false;
    }
  }

  /** Returns true once it is asked to stop. */
  public boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /** Waits for so long; returns at once, and true, when the worker is asked to stop. */
  public boolean pause(Duration time) throws InterruptedException {
    return stopping.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Asks it to stop, without waiting for the end. */
  public void stop() {
    stopping.countDown();
    role.wake();
  }

  /**
   * Asks it to stop and waits for the end.
   *
   * @return false if it has not ended within {@code patience}, or the caller is interrupted
   */
  public boolean close(Duration patience) {
    stop();
    Thread started = thread;
    if (started == null) {
      return true;
    }
    try {
      started.join(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !started.isAlive();
  }

  /**
   * Asks all to stop, then waits for each.
   *
   * @return false if one has not ended within {@code patience}
   */
  public static boolean close(List<Worker> workers, Duration patience) {
    workers.forEach(Worker::stop);
    boolean ended = true;
    for (Worker worker : workers) {
      ended &= worker.close(patience);
    }
    return ended;
  }
}
