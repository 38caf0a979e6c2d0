package heliograph.store.lmdb;

import heliograph.metrics.Meters;
import heliograph.store.pending.Generation;
import heliograph.store.pending.Pending;
import heliograph.worker.Worker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes pending changes to LMDB, a generation in one transaction, and settles counters meanwhile.
 * A generation that cannot be written is tried again every second; those that wait are told.
 */
final class Applier implements Worker.Role {
  private static final Logger LOG = System.getLogger(Applier.class.getName());
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LOG_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Commits commits;
  private final Pending pending;
  private final Runnable turn;
  private final Meters.Distribution timer;
  private final Meters.Distribution sizes;
  private long nextLog = System.nanoTime();

  /**
   * Creates the role.
   *
   * @param turn called when the log is to go on in its other file
   */
  Applier(Commits commits, Pending pending, Runnable turn, Meters meters) {
    this.commits = commits;
    this.pending = pending;
    this.turn = turn;
    timer = meters.timer("heliograph_apply_seconds", "Time to write pending changes to LMDB");
    sizes = meters.histogram("heliograph_apply_events", "Events written to LMDB at once");
  }

  @Override
  public void step(Worker worker) throws InterruptedException {
    @Nullable Generation next = pending.take(IDLE_NANOS, turn);
    if (next != null) {
      apply(next);
    }
    tidy();
    if (next != null) {
      pending.applied(); // last, so that those that wait for it find the counters settled
    }
  }

  private void apply(Generation generation) {
    long started = System.nanoTime();
    commits.apply(generation.room(), generation.batches());
    timer.record(System.nanoTime() - started);
    sizes.record(generation.size());
  }

  /** Counters are not worth an event: a fault is logged, and the next step tries again. */
  private void tidy() {
    try {
      commits.tidy();
    } catch (RuntimeException | Error e) { // an OutOfMemoryError too
      log("counters and old versions cannot be written", e);
    }
  }

  @Override
  public void wake() {
    pending.wake();
  }

  @Override
  public void failed(Worker worker, Throwable fault) throws InterruptedException {
    pending.failed(fault);
    log("pending events cannot be written to LMDB, they are tried again", fault);
    worker.pause(RETRY);
  }

  @Override
  public void end(Worker worker) {
    pending.end();
  }

  private void log(String what, Throwable fault) {
    if (System.nanoTime() - nextLog >= 0) {
      nextLog = System.nanoTime() + LOG_NANOS;
      LOG.log(Level.ERROR, what + " events=" + pending.size() + " fault=" + fault, fault);
    }
  }
}
