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
import heliograph.store.lmdb.WriteQueue.Write;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * <p>No commit is long, whatever is in it: a batch ends at some index entries, see {@link
 * #workMax}, and its rest goes into the next transaction. What an event erases beyond a part goes
 * on after the commit, one part of one erasure after each batch, so that nobody's OK waits for more
 * than that.
 *
 * <p>The queue is bounded, see {@link WriteQueue}: {@link #submit} waits, which makes verifiers
 * wait, which refuses EVENTs.
 */
final class WriteLoop implements Runnable {
  private static final Logger LOG = System.getLogger(WriteLoop.class.getName());

  /** Index entries that a commit writes for each event that a batch may have, on the average. */
  static final int WORK_PER_EVENT = 16;

  /** Index entries that one part of an erasure removes: each may be on a page of its own. */
  static final int PART_MAX = 2_048;

  /** A batch is no longer than this, so that what waits behind it is not behind much. */
  private static final int BATCH_BYTES_MAX = 16 << 20;

  private static final long ROOM_FOR_A_PART = 64 << 20;
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int REMOVALS_MAX = 16;
  private static final int DELETIONS_MAX = 8;

  private final LmdbEnvironment env;
  private final EventWriter writer;
  private final StoreConfig config;
  private final Clock clock;
  private final RecentChanges recent;
  private final WriteQueue queue;

  /** Index entries written and removed by one commit, but for the last event's. */
  private final int workMax;

  private final Deque<LargeDeletion> deletions = new ArrayDeque<>();
  private final ArrayBlockingQueue<Removal> removals = new ArrayBlockingQueue<>(REMOVALS_MAX);
  private final Meters.Distribution commitTimer;
  private final Meters.Distribution batchSizes;
  private final Meters.Distribution commitWork;
  private volatile boolean closing;
  private volatile boolean finished;
  private long nextExpiry;

  WriteLoop(
      LmdbEnvironment env, StoreConfig config, VersionKeeping keeping, Clock clock, Meters meters) {
    this.env = env;
    this.config = config;
    this.clock = clock;
    writer =
        new EventWriter(env, config.bounds().feedEntriesMax(), new Versions(env, keeping, clock));
    recent = new RecentChanges(writer.seq());
    queue = new WriteQueue(config.writing().queueMax());
    workMax = WORK_PER_EVENT * config.writing().batchMax();
    commitTimer = meters.timer("heliograph_commit_seconds", "Time of a commit, with its batch");
    batchSizes = meters.histogram("heliograph_commit_batch_events", "Events per commit");
    commitWork =
        meters.histogram(
            "heliograph_commit_entries", "Index entries written and removed per commit");
  }

  /** The newest changes that are committed. */
  RecentChanges recent() {
    return recent;
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

  /** Removes events, waiting for the commit; returns how many were there. */
  int remove(List<EventId> ids) {
    Removal removal = new Removal(ids);
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
    while (!closing || !queue.isEmpty() || !deletions.isEmpty()) {
      try {
        gather(batch);
        if (!batch.isEmpty()) {
          process(batch);
        }
        sweepExpired();
        erasePart();
        tendCounters();
      } catch (InterruptedException e) {
        closing = true;
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "writer fault=" + e, e);
      }
    }
    finished = true;
    fail(queue.drain(), new StoreException("it is closing"));
    Removal late;
    while ((late = removals.poll()) != null) {
      late.done.completeExceptionally(new StoreException("it is closing"));
    }
  }

  private boolean hasErasures() {
    return !removals.isEmpty()
        || !deletions.isEmpty()
        || writer.hasVanishing()
        || writer.hasErased();
  }

  private void gather(List<Write> batch) throws InterruptedException {
    long linger = config.writing().linger().toNanos();
    long end = linger == 0 ? 0 : System.nanoTime() + linger;
    int bytes = 0;
    Write next = queue.poll(hasErasures() ? 0 : IDLE_NANOS);
    while (next != null) {
      bytes += next.bytes();
      if (EventWriter.isLargeDeletion(next.event())) {
        deletions.add(new LargeDeletion(next));
      } else {
        batch.add(next);
      }
      if (batch.size() == config.writing().batchMax()
          || bytes > BATCH_BYTES_MAX
          || deletions.size() >= DELETIONS_MAX) {
        return;
      }
      next = queue.poll(linger == 0 || batch.isEmpty() ? 0 : end - System.nanoTime());
    }
  }

  private void process(List<Write> batch) {
    for (int from = 0; from < batch.size(); ) {
      long started = System.nanoTime();
      List<Write> rest = batch.subList(from, batch.size());
      List<StoreResult> results;
      try {
        results = apply(rest);
      } catch (RuntimeException | Error e) { // the writer goes on, also when memory was short
        LOG.log(Level.WARNING, "commit failed events=" + rest.size() + " fault=" + e, e);
        fail(rest, e);
        break;
      }
      commitTimer.record(System.nanoTime() - started);
      batchSizes.record(results.size());
      List<Write> committed = rest.subList(0, results.size());
      for (int i = 0; i < results.size(); i++) {
        committed.get(i).complete(results.get(i));
      }
      committed.forEach(Write::release);
      recent.announce(); // only now, to wake those first who wait for an OK
      from += results.size();
    }
    batch.clear();
  }

  /** Commits the first events of {@code batch}, as many as are enough for one commit. */
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
    List<StoreResult> results = new ArrayList<>(batch.size());
    List<FeedEntry> entries =
        transaction(() -> {
          for (int i = 0; i < batch.size() && writer.work() < workMax; i++) {
            results.add(writer.put(batch.get(i).event()));
          }
          writer.sweepErased(Math.min(PART_MAX, workMax - writer.work()));
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
      commitWork.record(writer.work());
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
    nextExpiry = now + config.writing().expiryInterval().toMillis();
    boolean[] all = new boolean[1];
    List<FeedEntry> entries =
        transaction(() -> {
          all[0] = writer.removeExpired(Math.floorDiv(now, 1000), PART_MAX);
          writer.sweepVersions();
        });
    show(entries);
    if (!all[0]) {
      nextExpiry = now; // there are more; go on after the next batch
    }
  }

  /**
   * Does a part of one erasure: for a large kind 5, an administrator, a vanished key, or, while no
   * event waits, the index entries of what has been removed. Batches remove some of those, too.
   */
  private void erasePart() {
    if (!deletions.isEmpty()) {
      erase(deletions.getFirst());
    } else if (!removals.isEmpty()) {
      removeSome(removals.element());
    } else if (writer.hasVanishing()) {
      env.ensureRoom(ROOM_FOR_A_PART);
      show(transaction(() -> writer.removeVanished(PART_MAX)));
    } else if (writer.hasErased() && queue.isEmpty()) {
      env.ensureRoom(ROOM_FOR_A_PART);
      show(transaction(() -> writer.sweepErased(PART_MAX)));
    }
  }

  private void erase(LargeDeletion deletion) {
    NostrEvent event = deletion.write.event();
    try {
      env.ensureRoom(ROOM_FOR_A_PART);
      @Nullable StoreResult[] result = new @Nullable StoreResult[1];
      int[] next = {deletion.next};
      List<FeedEntry> entries =
          transaction(() -> {
            result[0] = writer.knownResult(event);
            if (result[0] == null) {
              next[0] = writer.erase(event, deletion.tags, deletion.next);
              if (next[0] == deletion.tags.size()) {
                result[0] = writer.put(event);
              }
            }
          });
      deletion.next = next[0];
      recent.add(entries);
      StoreResult outcome = result[0];
      if (outcome != null) {
        deletions.remove();
        deletion.write.complete(outcome);
        deletion.write.release();
      }
      recent.announce();
    } catch (RuntimeException | Error e) { // the writer goes on
      LOG.log(Level.WARNING, "deletion failed event=" + event.id(), e);
      deletions.remove();
      fail(List.of(deletion.write), e);
    }
  }

  /** Removes a part of what an administrator wants gone. */
  private void removeSome(Removal removal) {
    try {
      env.ensureRoom(ROOM_FOR_A_PART); // pages it frees are free only later
      int[] removed = {removal.removed};
      int[] next = {removal.next};
      show(
          transaction(() -> {
            for (; next[0] < removal.ids.size() && writer.work() < PART_MAX; next[0]++) {
              removed[0] += writer.remove(removal.ids.get(next[0])) ? 1 : 0;
            }
          }));
      removal.next = next[0];
      removal.removed = removed[0];
      if (removal.next == removal.ids.size()) {
        removals.remove();
        removal.done.complete(removal.removed);
      }
    } catch (RuntimeException | Error e) { // the writer goes on
      LOG.log(Level.WARNING, "removal failed events=" + removal.ids.size(), e);
      removals.remove();
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
      write.complete(new StoreResult.Failed(reason));
    }
    batch.forEach(Write::release);
  }
}
