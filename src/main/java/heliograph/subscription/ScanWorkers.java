package heliograph.subscription;

import heliograph.metrics.Meters;
import heliograph.protocol.MessagePrefix;
import heliograph.search.SearchException;
import heliograph.worker.Worker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads that run stored queries, one slice at a time. A query that is not finished is queued
 * again, and addresses take turns ({@link FairQueue}), so however much one address asks for,
 * another waits for one of its slices at most. A query whose client does not read leaves the queue
 * until it does.
 *
 * <p>Most queries take less time than handing them to another thread. So a query's first, short
 * slice runs on the thread that read it ({@link #begin}), for as many threads at once as there are
 * workers; further queries are queued.
 *
 * <p>The queue is bounded; beyond it queries are refused with {@code rate-limited:}. Thread-safe.
 */
final class ScanWorkers implements Worker.Role, AutoCloseable {
  private static final Logger LOG = System.getLogger(ScanWorkers.class.getName());
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long FIRST_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final FairQueue<ScanTask> queue;
  private final List<Worker> workers = new ArrayList<>();
  private final Semaphore firstSlices;
  private final Meters.Distribution sliceTimer;
  private volatile boolean closing;

  ScanWorkers(Meters meters, ThreadFactory threads, int workerCount, int queueMax) {
    queue = new FairQueue<>(queueMax, workerCount, SLICE_NANOS);
    firstSlices = new Semaphore(workerCount);
    sliceTimer = meters.timer("heliograph_scan_seconds", "Time of one slice of a stored query");
    meters.gauge("heliograph_scan_queue_queries", "Queries awaiting a worker", queue::size);
    for (int i = 0; i < workerCount; i++) {
      workers.add(Worker.start(threads, this));
    }
  }

  /** Runs the first slice of a query at once if few other threads do so, and queues the rest. */
  void begin(ScanTask query) {
    if (closing || !firstSlices.tryAcquire()) {
      submit(query);
      return;
    }
    try {
      run(query, FIRST_SLICE_NANOS);
    } finally {
      firstSlices.release();
    }
  }

  /** Queues a query, or refuses it. */
  void submit(ScanTask query) {
    if (closing) {
      fail(query, MessagePrefix.ERROR, "shutting down");
    } else if (!queue.offer(query)) {
      fail(query, MessagePrefix.RATE_LIMITED, "too many queries are waiting, try again later");
    } else if (closing && queue.remove(query)) {
      fail(query, MessagePrefix.ERROR, "shutting down");
    }
  }

  private static void fail(ScanTask query, MessagePrefix prefix, String sentence) {
    try {
      query.fail(prefix, sentence);
    } finally {
      query.ended();
    }
  }

  @Override
  public void step(Worker worker) throws InterruptedException {
    ScanTask query = queue.take(200);
    if (query != null) {
      boolean unsliced = query.isUnsliced();
      long started = System.nanoTime();
      run(query, SLICE_NANOS);
      queue.ran(query, unsliced, System.nanoTime() - started);
    }
  }

  @Override
  public void failed(Worker worker, Throwable fault) {
    LOG.log(Level.ERROR, "scan worker fault", fault);
  }

  private void run(ScanTask task, long nanos) {
    if (task instanceof ClientQuery query) {
      query.outlet().cork();
      try {
        runSlice(task, nanos);
      } finally {
        query.outlet().uncork();
      }
    } else {
      runSlice(task, nanos);
    }
  }

  private void runSlice(ScanTask task, long nanos) {
    try {
      long started = System.nanoTime();
      boolean done = task.resume(nanos);
      sliceTimer.record(System.nanoTime() - started);
      if (done) {
        task.ended();
      } else if (task instanceof ClientQuery query && query.isBlocked()) {
        query.outlet().whenDrained(() -> submit(query));
      } else {
        submit(task);
      }
    } catch (SearchException e) {
      LOG.log(
          e.getCause() == null ? Level.DEBUG : Level.WARNING, "search ended: " + e.getMessage());
      task.cutShort("the search could not be finished, ask for less");
      task.ended();
    } catch (RuntimeException | Error e) { // an OutOfMemoryError too must not end the worker
      LOG.log(Level.ERROR, "scan fault", e);
      fail(task, MessagePrefix.ERROR, "the query failed");
    }
  }

  @Override
  public void close() {
    closing = true;
    Worker.close(workers, CLOSE_PATIENCE);
    try {
      // with all permits taken, no first slice is running
      firstSlices.tryAcquire(workers.size(), CLOSE_PATIENCE.toSeconds(), TimeUnit.SECONDS);
      for (ScanTask late = queue.take(0); late != null; late = queue.take(0)) {
        fail(late, MessagePrefix.ERROR, "shutting down");
        queue.ran(late, late.isUnsliced(), 0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
