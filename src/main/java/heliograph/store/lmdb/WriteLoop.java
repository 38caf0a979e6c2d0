package heliograph.store.lmdb;

import heliograph.config.StoreConfig;
import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.metrics.Meters;
import heliograph.store.EventStore.Completion;
import heliograph.store.StoreException;
import heliograph.store.StoreResult;
import heliograph.store.VersionKeeping;
import heliograph.store.disk.DiskRoom;
import heliograph.store.lmdb.WriteQueue.Write;
import heliograph.worker.Worker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.lmdbjava.Env;

/**
 * The one writer: drains the queue, one commit a batch, then completes the batch.
 *
 * <pre>
 * Group commit adapts by itself: while one batch is being forced to the disk the next one
 * collects in the queue, so an idle relay commits a single event at once and a busy one up to
 * batchMax.
 *
 * A batch that does not fit the map is undone, the map grows, and the batch is applied again. Where
 * the map may not grow or the disk is full, every event of the batch is answered Failed; nothing of
 * it is stored, readers continue, and the next batch is tried again.
 * </pre>
 *
 * <p>No commit is long: a batch ends after {@link #workMax} index entries, and its rest goes into
 * the next transaction. What an event erases beyond a part is removed after the commit, one part of
 * one erasure after each batch, so that no OK waits for more than that.
 *
 * <p>The queue is bounded, see {@link WriteQueue}: {@link #submit} waits when it is full, then
 * verifiers wait, and finally EVENTs are refused.
 */
final class WriteLoop implements Worker.Role {
  private static final Logger LOG = System.getLogger(WriteLoop.class.getName());

  /** The average number of index entries that a commit may write for each event of a batch. */
  static final int WORK_PER_EVENT = 16;

  /** The maximum number of bytes of a batch, so that the events behind it do not wait for long. */
  private static final int BATCH_BYTES_MAX = 16 << 20;

  private static final long FAULT_LOG_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final LmdbEnvironment env;
  private final EventWriter writer;
  private final StoreConfig config;
  private final Clock clock;
  private final Commits commits;
  private final Erasures erasures;
  private final List<Runnable> chores;
  private final WriteQueue queue;
  private final DiskRoom disk;

  /** The time from which a full disk is logged again, in nanoseconds. Confined to the writer. */
  private long nextFaultLog = System.nanoTime();

  /** The writes of the next commit. Confined to the writer. */
  private final List<Write> batch = new ArrayList<>();

  /**
   * The maximum number of index entries written and removed by one commit, without those of its
   * last event.
   */
  private final int workMax;

  private final Meters.Distribution commitTimer;
  private final Meters.Distribution batchSizes;
  private volatile boolean closing;
  private volatile boolean finished;
  private long nextExpiry;

  WriteLoop(
      LmdbEnvironment env,
      StoreConfig config,
      VersionKeeping keeping,
      Clock clock,
      DiskRoom disk,
      Meters meters) {
    this.env = env;
    this.disk = disk;
    this.config = config;
    this.clock = clock;
    writer =
        new EventWriter(env, config.bounds().feedEntriesMax(), new Versions(env, keeping, clock));
    commits = new Commits(writer, meters);
    queue = new WriteQueue(config.writing().queueMax());
    workMax = WORK_PER_EVENT * config.writing().batchMax();
    commitTimer = meters.timer("heliograph_commit_seconds", "Time of a commit, with its batch");
    batchSizes = meters.histogram("heliograph_commit_batch_events", "Events per commit");
    erasures = new Erasures(env, writer, commits, queue::isEmpty);
    chores = List.of(this::sweepExpired, erasures::erasePart, this::settleCounters);
  }

  /** Returns the newest changes that are committed. */
  RecentChanges recent() {
    return commits.recent();
  }

  WriteQueue queue() {
    return queue;
  }

  Counters counters() {
    return writer.counters();
  }

  /** Queues a write, waiting for room. */
  void submit(NostrEvent event, Completion completion) {
    try {
      if (closing) {
        throw new StoreException("the store is closing");
      }
      Write write = new Write(event, completion);
      queue.put(write);
      if (finished && queue.remove(write)) {
        throw new StoreException("the store is closing");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for the writer", e);
    }
  }

  /** Removes events, waiting for the commit; returns the number that were stored. */
  int remove(List<EventId> ids) {
    if (closing) {
      throw new StoreException("the store is closing");
    }
    return erasures.remove(ids);
  }

  @Override
  public void step(Worker worker) throws InterruptedException {
    gather();
    if (!batch.isEmpty()) {
      process();
    }
    chores.forEach(Runnable::run);
  }

  /** Returns true while writes are queued, which are written before the end. */
  @Override
  public boolean hasWork() {
    return !queue.isEmpty() || erasures.hasDeletions();
  }

  /** Refuses further writes. */
  @Override
  public void wake() {
    closing = true;
  }

  @Override
  public void failed(Worker worker, Throwable fault) {
    LOG.log(Level.ERROR, "writer fault=" + fault, fault);
  }

  @Override
  public void end(Worker worker) {
    finished = true;
    WriteQueue.fail(queue.drain(), new StoreException("it is closing"));
    erasures.end();
  }

  private void gather() throws InterruptedException {
    long linger = config.writing().linger().toNanos();
    long end = linger == 0 ? 0 : System.nanoTime() + linger;
    int bytes = 0;
    Write next = queue.poll(erasures.hasSome() ? 0 : IDLE_NANOS);
    while (next != null) {
      bytes += next.bytes();
      if (EventWriter.isLargeDeletion(next.event())) {
        erasures.add(next);
      } else {
        batch.add(next);
      }
      if (batch.size() == config.writing().batchMax()
          || bytes > BATCH_BYTES_MAX
          || erasures.isFull()) {
        return;
      }
      next = queue.poll(linger == 0 || batch.isEmpty() ? 0 : end - System.nanoTime());
    }
  }

  private void process() {
    for (int from = 0; from < batch.size(); ) {
      long started = System.nanoTime();
      List<Write> rest = batch.subList(from, batch.size());
      List<StoreResult> results;
      try {
        results = apply(rest);
      } catch (RuntimeException | Error e) { // an OutOfMemoryError too must not end the writer
        refuse(rest, e);
        break;
      }
      commitTimer.record(System.nanoTime() - started);
      batchSizes.record(results.size());
      List<Write> committed = rest.subList(0, results.size());
      for (int i = 0; i < results.size(); i++) {
        committed.get(i).complete(results.get(i));
      }
      committed.forEach(Write::release);
      commits.announce(); // last, so that the clients that wait for an OK are answered first
      from += results.size();
    }
    batch.clear();
  }

  /** Refuses writes that could not be committed; a full disk is logged once a minute. */
  private void refuse(List<Write> writes, Throwable fault) {
    if (fault instanceof Env.MapFullException || !disk.isFull()) {
      LOG.log(Level.WARNING, "commit failed events=" + writes.size() + " fault=" + fault, fault);
      WriteQueue.fail(writes, fault);
      return;
    }
    if (System.nanoTime() - nextFaultLog >= 0) {
      nextFaultLog = System.nanoTime() + FAULT_LOG_NANOS;
      LOG.log(
          Level.ERROR,
          "disk full, events are refused path={0} free={1} fault={2}",
          disk.folder(),
          Long.toString(disk.free()),
          String.valueOf(fault));
    }
    WriteQueue.fail(writes, StoreResult.Failed.DISK_FULL);
  }

  /** Commits the first events of {@code batch}, as many as fit one commit. */
  private List<StoreResult> apply(List<Write> batch) {
    long bytes = 1 << 20;
    for (Write write : batch) {
      bytes += 8L * write.event().packed().buffer().limit();
    }
    env.ensureRoom(bytes);
    while (true) {
      try {
        return commit(batch);
      } catch (Env.MapFullException e) {
        if (!env.grow(bytes)) {
          throw e;
        }
      }
    }
  }

  private List<StoreResult> commit(List<Write> batch) {
    return commits.commit(() -> {
      List<StoreResult> results = new ArrayList<>(batch.size());
      for (int i = 0; i < batch.size() && writer.work() < workMax; i++) {
        results.add(writer.put(batch.get(i).event()));
      }
      writer.sweepErased(Math.min(Erasures.PART_MAX, workMax - writer.work()));
      return results;
    });
  }

  private void sweepExpired() {
    long now = clock.millis();
    if (now < nextExpiry) {
      return;
    }
    nextExpiry = now + config.writing().expiryInterval().toMillis();
    boolean all =
        commits.commit(() -> {
          boolean done = writer.removeExpired(Math.floorDiv(now, 1000), Erasures.PART_MAX);
          writer.sweepVersions();
          return done;
        });
    commits.announce();
    if (!all) {
      nextExpiry = now; // there are more, which are removed after the next batch
    }
  }

  /** Begins the counters that were requested and stores those whose first counting is done. */
  private void settleCounters() {
    writer.counters().admit();
    if (writer.counters().hasWalked()) {
      env.ensureRoom(1 << 20);
      commits.run(() -> {}); // a commit settles them
    }
  }
}
