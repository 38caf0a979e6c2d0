package heliograph.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which a job runs: its caller's and some of an executor. Thread-safe.
 *
 * <pre>
 * Work is divided into blocks whose bounds depend on the work alone, never on the number of threads;
 * each block writes its own part of the result. The caller takes blocks too, and takes all of them
 * when the executor is busy: a helper that has not begun when the work is over does not begin. So
 * jobs inside jobs on one small pool never wait for a thread that they occupy themselves.
 * </pre>
 */
public final class Workers {
  /** Receives the progress of a job. Called by the job's threads, a few hundred times at most. */
  @FunctionalInterface
  public interface Progress {
    /** Ignores all progress. */
    Progress NONE = (step, share) -> {};

    /**
     * Reports that the share {@code share} of {@code step}, 0 to 1, is done. May throw to end the
     * job.
     */
    void at(String step, double share);
  }

  /** A part of the work. */
  @FunctionalInterface
  interface Block {
    /**
     * Does the work from {@code from} to before {@code to}; {@code worker} is the number of this
     * thread.
     */
    void run(int worker, int from, int to);
  }

  private final Executor executor;
  private final int threads;
  private final Progress progress;
  private volatile boolean cancelled;

  /**
   * Creates workers on at most {@code threads} threads, including the caller's.
   *
   * @param executor runs the other threads; may refuse
   */
  public Workers(Executor executor, int threads, Progress progress) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be positive: " + threads);
    }
    this.executor = executor;
    this.threads = threads;
    this.progress = progress;
  }

  /** Returns workers on the caller's thread only. */
  public static Workers inCaller() {
    return new Workers(Runnable::run, 1, Progress.NONE);
  }

  /** Ends the jobs that run here with {@link CancellationException}, soon. */
  public void cancel() {
    cancelled = true;
  }

  int threads() {
    return threads;
  }

  /** Throws if the job was cancelled. Long loops call this every few milliseconds. */
  void check() {
    if (cancelled || Thread.currentThread().isInterrupted()) {
      cancelled = true; // helpers are not interrupted
      throw new CancellationException("the graph job was cancelled");
    }
  }

  void report(String step, double share) {
    check();
    progress.at(step, share);
  }

  /** Runs {@code body} over 0 to before {@code size} in blocks of {@code block}; then returns. */
  void blocks(int size, int block, Block body) {
    int count = (int) ((size + block - 1L) / block);
    AtomicInteger next = new AtomicInteger();
    List<Loan> loans = new ArrayList<>();
    for (int worker = 1; worker < Math.min(threads, count); worker++) {
      int number = worker;
      loans.add(lend(() -> drain(number, next, size, block, body)));
    }
    try {
      drain(0, next, size, block, body);
    } finally {
      next.set(count); // after a fault the other blocks need not run
      loans.forEach(Loan::end);
    }
    loans.forEach(Loan::rethrow);
  }

  private void drain(int worker, AtomicInteger next, int size, int block, Block body) {
    int count = (int) ((size + block - 1L) / block);
    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
      check();
      body.run(worker, i * block, (int) Math.min(size, (i + 1L) * block));
    }
  }

  /**
   * Starts {@code job} on another thread if there is one; otherwise it runs when its result is
   * needed.
   */
  <T> Beside<T> beside(Supplier<T> job) {
    return new Beside<>(job);
  }

  /**
   * A job that runs beside the caller's own. If it is closed before its result is needed, it is
   * cancelled with the others.
   */
  final class Beside<T> implements AutoCloseable {
    private final AtomicReference<@Nullable T> result = new AtomicReference<>();
    private final Loan loan;

    private Beside(Supplier<T> job) {
      Runnable work = () -> result.set(job.get());
      loan = threads > 1 ? lend(work) : new Loan(work);
    }

    /** Waits for the result. */
    T get() {
      loan.run(); // does nothing if a thread has started it
      loan.end();
      loan.rethrow();
      return Objects.requireNonNull(result.get());
    }

    @Override
    public void close() {
      if (result.get() == null) {
        cancelled = true;
        loan.end();
      }
    }
  }

  private Loan lend(Runnable work) {
    Loan loan = new Loan(work);
    try {
      executor.execute(loan);
    } catch (RejectedExecutionException e) {
      // the executor has ended or is full, so the caller does all the work
    }
    return loan;
  }

  /** Work that starts once at most; its owner waits for it only if it has started. */
  private static final class Loan implements Runnable {
    /**
     * The work; null once it has started or was cancelled, so that an executor's queue holds
     * nothing large.
     */
    private final AtomicReference<@Nullable Runnable> unclaimed;

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Throwable fault;

    Loan(Runnable work) {
      unclaimed = new AtomicReference<>(work);
    }

    @Override
    public void run() {
      Runnable work = unclaimed.getAndSet(null);
      if (work != null) {
        try {
          work.run();
        } catch (RuntimeException | Error e) {
          fault = e;
        } finally {
          ended.countDown();
        }
      }
    }

    void end() {
      if (unclaimed.getAndSet(null) != null) {
        return;
      }
      boolean interrupted = false;
      while (ended.getCount() > 0) {
        try {
          ended.await();
        } catch (InterruptedException e) {
          // waits for the end, because the helper writes what the caller would read
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    void rethrow() {
      Throwable thrown = fault;
      if (thrown instanceof RuntimeException e) {
        throw e;
      }
      if (thrown instanceof Error e) {
        throw e;
      }
    }
  }
}
