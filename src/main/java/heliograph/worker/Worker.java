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
 * <p>It is never interrupted: {@link #stop} ends {@link #pause} at once, and any other wait through
 * {@link Role#wake}.
 */
public final class Worker {
  /** What a worker does. All methods but {@link #wake} run on its thread. */
  public interface Role {
    /**
     * Does the next part of the work. If there is none, it waits, but no longer than a stop may be
     * delayed, unless {@link #wake} ends the wait.
     */
    void step(Worker worker) throws InterruptedException;

    /** Returns whether steps go on for now although the worker is to stop. */
    default boolean hasWork() {
      return false;
    }

    /** Ends a wait within a step. Called when the worker is stopped, possibly more than once. */
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

  /** Creates a worker and starts it. */
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
      // set only now, so that the last steps and end() ran without it
      Thread.currentThread().interrupt();
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
      } catch (RuntimeException | Error e) { // an OutOfMemoryError too must not end the worker
        role.failed(this, e);
      }
      return true;
    } catch (InterruptedException e) {
      stop();
      return false;
    }
  }

  /** Returns true once the worker is asked to stop. */
  public boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /** Waits for this time; returns true, and at once, when the worker is asked to stop. */
  public boolean pause(Duration time) throws InterruptedException {
    return stopping.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Asks the worker to stop, without waiting for its end. */
  public void stop() {
    stopping.countDown();
    role.wake();
  }

  /**
   * Asks the worker to stop and waits for its end.
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
   * Asks all workers to stop, then waits for each.
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
