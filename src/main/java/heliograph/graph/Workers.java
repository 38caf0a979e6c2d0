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
 * Where a job runs: its caller's thread and some of an executor's. Thread-safe.
 *
 * <pre>
 * Work is cut into blocks whose bounds depend on the work alone, never on the number of threads;
 * each block writes its own part of the result. The caller takes blocks too, and takes all of them
 * when the executor is busy: a helper that has not begun when the work is over does not begin. So
 * jobs inside jobs on one small pool never wait for a thread that they occupy themselves.
 * </pre>
 */
public final class Workers {
  /** Told how far a job is. Called by the job's threads, a few hundred times at most. */
  @FunctionalInterface
  public interface Progress {
    /** Ignores all progress. */
    Progress NONE = (step, share) -> {};

    /** {@code step} is done by {@code share}, 0 to 1. May throw to end the job. */
    void at(String step, double share);
  }

  /** A part of the work. */
  @FunctionalInterface
  interface Block {
    /** Does what is from {@code from} to before {@code to}; {@code worker} is this thread's. */
    void run(int worker, int from, int to);
  }

  private final Executor executor;
  private final int threads;
  private final Progress progress;
  private volatile boolean cancelled;

  /**
   * At most {@code threads} threads, the caller's among them.
   *
   * @param executor lends the others; may refuse
   */
  public Workers(Executor executor, int threads, Progress progress) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be positive: " + threads);
    }
    this.executor = executor;
    this.threads = threads;
    this.progress = progress;
  }

  /** Returns the caller's thread only. */
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

  /** Goes on, or throws. Long loops call this every few milliseconds. */
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
      next.set(count); // after a fault: the others need not go on
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
   * Begins {@code job} on another thread if there is one; otherwise it runs when it is asked for.
   */
  <T> Beside<T> beside(Supplier<T> job) {
    return new Beside<>(job);
  }

  /**
   * A job beside the caller's own. Closed before it was asked for, it is cancelled with the rest.
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
      loan.run(); // has no effect if a thread has begun
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
      // The executor ends or is full: the caller does it all.
    }
    return loan;
  }

  /** Work that begins once at most, and that its owner waits for only when it has begun. */
  private static final class Loan implements Runnable {
    /** Empty once it has begun, or will not: an executor's queue then holds nothing large. */
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
          interrupted = true; // the helper writes where we would read: it ends first
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
