package heliograph.store.lmdb;

import heliograph.config.Durability;
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
import heliograph.store.log.EventLog;
import heliograph.store.log.LogBatch;
import heliograph.store.log.LogFolder;
import heliograph.store.pending.Pending;
import heliograph.store.pending.RecentChanges;
import heliograph.store.rules.Deletion;
import heliograph.worker.Worker;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.lmdbjava.Env;

/**
 * The one writer: drains the queue, makes a batch durable, then completes it.
 *
 * <pre>
 *                 ┌─ the log takes it ──► {@link LoggedWrites}: one force, LMDB follows
 * queue ──► batch ┤
 *                 └─ otherwise ─────────► one transaction of LMDB, when nothing is pending
 *
 * Group commit adapts by itself: while one batch is being forced to the disk the next one
 * collects in the queue, so an idle relay commits a single event at once and a busy one up to
 * batchMax.
 *
 * A batch that does not fit the map is undone, the map grows, and the batch is applied again. Where
 * the map may not grow or the disk is full, every event of the batch is answered Failed; nothing of
 * it is stored, readers continue, and the next batch is tried again.
 * </pre>
 *
 * <p>No transaction of the writer is long: it ends after {@link #workMax} index entries, and the
 * rest of the batch goes into the next. What an event erases beyond a part is removed after the
 * commit, one part of one erasure after each batch, so that no OK waits for more than that.
 *
 * <p>The queue is bounded, see {@link WriteQueue}: {@link #submit} waits when it is full, then
 * verifiers wait, and finally EVENTs are refused.
 */
final class WriteLoop implements Worker.Role {
  private static final Logger LOG = System.getLogger(WriteLoop.class.getName());

  /** The average number of index entries that a commit may write for each event of a batch. */
  static final int WORK_PER_EVENT = 16;

  /** The number of such commits that LMDB gets at once when the log has them already. */
  private static final int GENERATION_BATCHES = 2;

  /** The maximum number of bytes of a batch, so that the events behind it do not wait for long. */
  private static final int BATCH_BYTES_MAX = 8 << 20;

  private static final long FAULT_LOG_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final Duration AFTER_FAULT = Duration.ofMillis(100);

  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final LmdbEnvironment env;
  private final EventWriter writer;
  private final StoreConfig config;
  private final Clock clock;
  private final Pending pending;
  private final Commits commits;
  private final LoggedWrites logged;
  private final Erasures erasures;
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
      LogFolder folder,
      Meters meters) {
    this.env = env;
    this.disk = disk;
    this.config = config;
    this.clock = clock;
    Versions versions = new Versions(env, keeping, clock);
    writer = new EventWriter(env, config.bounds().feedEntriesMax(), versions);
    workMax = WORK_PER_EVENT * config.writing().batchMax();
    pending = new Pending(writer.seq(), GENERATION_BATCHES * workMax, config.writing().logLinger());
    commits = new Commits(env, writer, pending, clock, config.writing().expiryInterval(), meters);
    replay(folder);
    logged =
        new LoggedWrites(
            env,
            writer,
            pending,
            commits,
            new Decider(env, pending, replaced -> versions.keeps(replaced.pubkey())),
            folder,
            config.writing().logBytes(),
            config.writing().durability() == Durability.FSYNC,
            disk,
            clock,
            meters);
    queue = new WriteQueue(config.writing().queueMax());
    commitTimer = meters.timer("heliograph_commit_seconds", "Time of a commit, with its batch");
    batchSizes = meters.histogram("heliograph_commit_batch_events", "Events per commit");
    erasures = new Erasures(writer, commits, queue::isEmpty);
    meters.gauge("heliograph_pending_events", "Events that LMDB does not have yet", pending::size);
  }

  /** Writes to LMDB what only the log of a process that was killed has. */
  private void replay(LogFolder folder) {
    long epoch = env.logEpoch();
    List<LogBatch> batches =
        epoch == 0
            ? List.of()
            : EventLog.read(
                folder,
                epoch,
                pending.published(),
                config.writing().durability() == Durability.FSYNC);
    for (int from = 0; from < batches.size(); ) {
      List<LogBatch> part = new ArrayList<>();
      long bytes = 0;
      while (from < batches.size() && bytes < Pending.BYTES_MAX / 2) {
        LogBatch batch = batches.get(from++);
        bytes += batch.entries().stream().mapToLong(entry -> EventLog.bytes(entry.event())).sum();
        part.add(batch);
      }
      commits.replay(pending.roomMax(), part);
    }
    if (epoch != 0) {
      commits.noteLog(0);
      LOG.log(Level.INFO, "log replayed batches={0}", Integer.toString(batches.size()));
    }
  }

  /** Returns the role that writes pending changes to LMDB, on a thread of its own. */
  Applier applier(Meters meters) {
    return new Applier(commits, pending, logged::turn, meters);
  }

  /** Returns the changes that LMDB does not have yet. */
  Pending pending() {
    return pending;
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
    if (!pending.isFailing()) {
      sweepExpired();
      erasures.erasePart();
    } else if (erasures.hasWaiting()) {
      erasures.erasePart(); // fails, so that nobody waits for the disk
    }
    if (!logged.isOpen()) {
      commits.tidy(); // otherwise the applier does
    }
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
  public void failed(Worker worker, Throwable fault) throws InterruptedException {
    if (System.nanoTime() - nextFaultLog >= 0) {
      nextFaultLog = System.nanoTime() + FAULT_LOG_NANOS;
      LOG.log(Level.ERROR, "writer fault=" + fault, fault);
    }
    worker.pause(AFTER_FAULT);
  }

  @Override
  public void end(Worker worker) {
    finished = true;
    WriteQueue.fail(queue.drain(), new StoreException("it is closing"));
    erasures.end();
    try {
      logged.end();
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "events stay in the log until the next start fault=" + e, e);
    }
  }

  private void gather() throws InterruptedException {
    long linger = config.writing().linger().toNanos();
    long end = linger == 0 ? 0 : System.nanoTime() + linger;
    int bytes = 0;
    Write next = queue.poll(erasures.hasSome() ? 0 : IDLE_NANOS);
    while (next != null) {
      bytes += next.bytes();
      if (Deletion.isLarge(next.event())) {
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
      List<Write> rest = batch.subList(from, batch.size());
      List<StoreResult> results;
      try {
        results = write(rest);
      } catch (RuntimeException | Error e) { // an OutOfMemoryError too must not end the writer
        // the applier's fault, if it is one
        refuse(rest, e instanceof StoreException && e.getCause() != null ? e.getCause() : e);
        break;
      }
      batchSizes.record(results.size());
      List<Write> written = rest.subList(0, results.size());
      for (int i = 0; i < results.size(); i++) {
        written.get(i).complete(results.get(i));
      }
      written.forEach(Write::release);
      commits.announce(); // last, so that the clients that wait for an OK are answered first
      from += results.size();
    }
    batch.clear();
  }

  /** Makes the first writes durable, in the log or else in LMDB; returns their results. */
  private List<StoreResult> write(List<Write> writes) {
    int loggable = LoggedWrites.loggable(writes);
    List<StoreResult> results =
        loggable == 0 ? List.of() : logged.write(writes.subList(0, loggable));
    if (!results.isEmpty()) {
      return results;
    }
    // the rest of a batch follows what the log does not take to LMDB, so that a batch changes over
    // once at most
    return apply(writes);
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

  /** Commits the first events of {@code writes}, as many as fit one transaction. */
  private List<StoreResult> apply(List<Write> writes) {
    long started = System.nanoTime();
    long bytes = 0;
    for (Write write : writes) {
      bytes += write.event().packed().buffer().limit();
    }
    List<StoreResult> results = commits.commit(Commits.roomFor(bytes), () -> put(writes));
    commitTimer.record(System.nanoTime() - started);
    return results;
  }

  private List<StoreResult> put(List<Write> writes) {
    List<StoreResult> results = new ArrayList<>(writes.size());
    for (int i = 0; i < writes.size() && writer.work() < workMax; i++) {
      results.add(writer.put(writes.get(i).event()));
    }
    writer.sweepErased(Math.min(Erasures.PART_MAX, workMax - writer.work()));
    return results;
  }

  private void sweepExpired() {
    long now = clock.millis();
    if (now < nextExpiry) {
      return;
    }
    nextExpiry = now + config.writing().expiryInterval().toMillis();
    long seconds = Math.floorDiv(now, 1000);
    if (!pending.mayHaveExpired(seconds) && !writer.hasExpired(seconds)) {
      return; // without waiting for what is pending
    }
    boolean all =
        commits.commit(
            Erasures.ROOM_FOR_A_PART, () -> writer.removeExpired(seconds, Erasures.PART_MAX));
    commits.announce();
    if (!all) {
      nextExpiry = now; // there are more, which are removed after the next batch
    }
  }
}
