package heliograph.store.lmdb;

import heliograph.config.StoreConfig;
import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.metrics.Meters;
import heliograph.store.EventStore.Completion;
import heliograph.store.FeedEntry;
import heliograph.store.StoreException;
import heliograph.store.StoreResult;
import heliograph.store.VersionKeeping;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.lmdbjava.Env;

/**
 * The one writer: drains the queue, one commit a batch, then completes the batch.
 *
 * <pre>
 * Group commit adapts by itself: while one batch is being forced to the disk the next one gathers
 * in the queue, so an idle relay commits a single event at once and a busy one up to batchMax.
 *
 * A batch that does not fit the map is undone, the map grows, and the batch is applied again. Where
 * the map may not grow or the disk is full, every event of the batch is answered Failed; nothing of
 * it is stored, readers go on, and the next batch is tried afresh.
 * </pre>
 *
 * <p>The queue is bounded: {@link #submit} waits, which makes verifiers wait, which refuses EVENTs.
 */
final class WriteLoop implements Runnable {
  private static final Logger LOG = System.getLogger(WriteLoop.class.getName());
  private static final int REMOVED_PER_COMMIT = 500;
  private static final int REMOVALS_MAX = 16;

  private record Write(NostrEvent event, Completion completion) {}

  /** Events to be removed; a number when it is done, a fault when it cannot be. */
  private record Removal(List<EventId> ids, CompletableFuture<Integer> done) {}

  private final LmdbEnvironment env;
  private final EventWriter writer;
  private final StoreConfig config;
  private final Clock clock;
  private final RecentChanges recent;
  private final ArrayBlockingQueue<Write> queue;
  private final ArrayBlockingQueue<Removal> removals = new ArrayBlockingQueue<>(REMOVALS_MAX);
  private final Meters.Distribution commitTimer;
  private final Meters.Distribution batchSizes;
  private volatile boolean closing;
  private volatile boolean finished;
  private long nextExpiry;

  WriteLoop(
      LmdbEnvironment env, StoreConfig config, VersionKeeping keeping, Clock clock, Meters meters) {
    this.env = env;
    this.config = config;
    this.clock = clock;
    writer = new EventWriter(env, config.feedEntriesMax(), new Versions(env, keeping, clock));
    recent = new RecentChanges(writer.seq());
    queue = new ArrayBlockingQueue<>(config.queueMax());
    commitTimer = meters.timer("heliograph_commit_seconds", "Time of a commit, with its batch");
    batchSizes = meters.histogram("heliograph_commit_batch_events", "Events per commit");
  }

  /** The newest changes that are committed. */
  RecentChanges recent() {
    return recent;
  }

  int queued() {
    return queue.size();
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

  /** Removes events, waiting for the commit; returns how many were there. */
  int remove(List<EventId> ids) {
    Removal removal = new Removal(List.copyOf(ids), new CompletableFuture<>());
    try {
      if (closing) {
        throw new StoreException("the store is closing");
      }
      removals.put(removal);
      if (finished && removals.remove(removal)) {
        throw new StoreException("the store is closing");
      }
      return removal.done.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for the writer", e);
    } catch (ExecutionException e) {
      throw new StoreException("the store could not remove events: " + e.getMessage(), e);
    }
  }

  /** Lets {@link #run} end once the queue is empty. */
  void finish() {
    closing = true;
  }

  @Override
  public void run() {
    List<Write> batch = new ArrayList<>();
    while (!closing || !queue.isEmpty()) {
      try {
        gather(batch);
        if (!batch.isEmpty()) {
          process(batch);
        }
        sweepExpired();
        sweepVanished();
        removeSome();
        tendCounters();
      } catch (InterruptedException e) {
        closing = true;
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "writer fault=" + e, e);
      }
    }
    finished = true;
    queue.drainTo(batch);
    fail(batch, new StoreException("it is closing"));
    Removal late;
    while ((late = removals.poll()) != null) {
      late.done.completeExceptionally(new StoreException("it is closing"));
    }
  }

  private void gather(List<Write> batch) throws InterruptedException {
    Write first = queue.poll(removals.isEmpty() ? 100 : 0, TimeUnit.MILLISECONDS);
    if (first == null) {
      return;
    }
    batch.add(first);
    queue.drainTo(batch, config.batchMax() - 1);
    long linger = config.linger().toNanos();
    long end = linger == 0 ? 0 : System.nanoTime() + linger;
    while (linger > 0 && batch.size() < config.batchMax()) {
      long left = end - System.nanoTime();
      Write next = left <= 0 ? null : queue.poll(left, TimeUnit.NANOSECONDS);
      if (next == null) {
        break;
      }
      batch.add(next);
      queue.drainTo(batch, config.batchMax() - batch.size());
    }
  }

  private void process(List<Write> batch) {
    long started = System.nanoTime();
    List<StoreResult> results;
    try {
      results = apply(batch);
    } catch (RuntimeException | Error e) { // the writer goes on, also when memory was short
      LOG.log(Level.WARNING, "commit failed events=" + batch.size() + " fault=" + e, e);
      fail(batch, e);
      return;
    }
    commitTimer.record(System.nanoTime() - started);
    batchSizes.record(batch.size());
    for (int i = 0; i < results.size(); i++) {
      complete(batch.get(i), results.get(i));
    }
    release(batch);
    recent.announce(); // only now, to wake those first who wait for an OK
  }

  private List<StoreResult> apply(List<Write> batch) {
    long bytes = 1 << 20;
    for (Write write : batch) {
      bytes += 8L * write.event.packed().buffer().limit();
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
    List<StoreResult> results = new ArrayList<>(batch.size());
    List<FeedEntry> entries =
        transaction(() -> {
          for (Write write : batch) {
            results.add(writer.put(write.event));
          }
        });
    recent.add(entries);
    return results;
  }

  private List<FeedEntry> transaction(Runnable changes) {
    long seq = writer.seq();
    long tail = writer.feedTail();
    writer.begin();
    boolean done = false;
    try {
      changes.run();
      List<FeedEntry> entries = writer.commit();
      done = true;
      return entries;
    } finally {
      if (!done) {
        writer.abort(seq, tail);
      }
    }
  }

  private void show(List<FeedEntry> entries) {
    recent.add(entries);
    recent.announce();
  }

  private void sweepExpired() {
    long now = clock.millis();
    if (now < nextExpiry) {
      return;
    }
    nextExpiry = now + config.expiryInterval().toMillis();
    int[] removed = new int[1];
    List<FeedEntry> entries =
        transaction(() -> {
          removed[0] = writer.removeExpired(Math.floorDiv(now, 1000), REMOVED_PER_COMMIT);
          writer.sweepVersions();
        });
    show(entries);
    if (removed[0] == REMOVED_PER_COMMIT) {
      nextExpiry = now; // there are more; go on after the next batch
    }
  }

  /** Goes on removing what a vanished key has, a part after each batch, so that others get on. */
  private void sweepVanished() {
    if (writer.hasVanishing()) {
      show(transaction(() -> writer.removeVanished(REMOVED_PER_COMMIT)));
    }
  }

  /** Removes what an administrator wants gone, a part after each batch, so that others get on. */
  private void removeSome() {
    Removal removal = removals.poll();
    if (removal == null) {
      return;
    }
    try {
      env.ensureRoom((long) removal.ids.size() << 15); // pages it frees are free only later
      int[] removed = new int[1];
      show(transaction(() -> removed[0] = writer.remove(removal.ids)));
      removal.done.complete(removed[0]);
    } catch (RuntimeException | Error e) { // the writer goes on
      LOG.log(Level.WARNING, "removal failed events=" + removal.ids.size(), e);
      removal.done.completeExceptionally(e);
    }
  }

  /** Begins what counters were asked for and stores those whose first counting is done. */
  private void tendCounters() {
    writer.counters().admit();
    if (writer.counters().hasWalked()) {
      env.ensureRoom(1 << 20);
      show(transaction(() -> {})); // a commit settles them
    }
  }

  private static void fail(List<Write> batch, Throwable fault) {
    String reason =
        fault instanceof Env.MapFullException
            ? "the store is full"
            : "the store could not write: " + fault.getMessage();
    for (Write write : batch) {
      complete(write, new StoreResult.Failed(reason));
    }
    release(batch);
  }

  private static void release(List<Write> batch) {
    for (Write write : batch) {
      try {
        write.completion.released();
      } catch (RuntimeException | Error e) { // the others are released, and the writer goes on
        LOG.log(Level.ERROR, "release of " + write.event.id() + " failed", e);
      }
    }
    batch.clear();
  }

  private static void complete(Write write, StoreResult result) {
    try {
      write.completion.completed(result);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "completion of " + write.event.id() + " failed", e);
    }
  }
}
