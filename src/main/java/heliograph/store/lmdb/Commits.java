package heliograph.store.lmdb;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.metrics.Meters;
import heliograph.store.FeedEntry;
import heliograph.store.log.LogBatch;
import heliograph.store.pending.Pending;
import heliograph.store.pending.RecentChanges;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.lmdbjava.Env;

/**
 * Runs changes of LMDB, each call in one transaction: those of the writer, which begin when nothing
 * is pending, and the pending ones, which the applier writes. Thread-safe; one transaction at a
 * time.
 */
final class Commits {
  /** Held around each transaction, and around growing the map, which LMDB refuses during one. */
  private final ReentrantLock lock = new ReentrantLock();

  private final LmdbEnvironment env;
  private final EventWriter writer;
  private final Pending pending;
  private final RecentChanges recent;
  private final Meters.Distribution work;
  private final Clock clock;
  private final long sweepMillis;

  @GuardedBy("lock")
  private long nextSweep;

  /**
   * Creates the commits of a store.
   *
   * @param sweepInterval how often old versions and marks are looked for
   */
  Commits(
      LmdbEnvironment env,
      EventWriter writer,
      Pending pending,
      Clock clock,
      Duration sweepInterval,
      Meters meters) {
    this.env = env;
    this.writer = writer;
    this.pending = pending;
    this.clock = clock;
    sweepMillis = sweepInterval.toMillis();
    recent = new RecentChanges(writer.seq());
    work =
        meters.histogram(
            "heliograph_commit_entries", "Index entries written and removed per commit");
  }

  /** Returns the newest changes that are committed. Any thread. */
  RecentChanges recent() {
    return recent;
  }

  /**
   * Waits until nothing is pending, commits what {@code changes} does and returns its result. The
   * changes are then among the {@link #recent} ones; {@link #announce} wakes the threads that wait
   * for them. A fault undoes all changes. Called by the writer, which adds nothing pending
   * meanwhile.
   *
   * @param room the bytes of the map that the changes may take
   */
  <T> T commit(long room, Supplier<T> changes) {
    pending.awaitApplied();
    try {
      return commit(
          room,
          changes,
          made -> {
            pending.publishApplied(writer.seq());
            recent.add(made);
          });
    } finally {
      pending.publishApplied(writer.seq()); // also if a fault came after the commit
    }
  }

  /**
   * Commits what a generation of pending changes holds, as far as LMDB does not have it. A fault
   * undoes it, so that it can be tried again.
   *
   * @param room the bytes of the map that the changes may take
   */
  void apply(long room, List<LogBatch> batches) {
    commit(
        room,
        () -> {
          writer.collectIndexes();
          for (LogBatch batch : batches) {
            if (batch.last() <= writer.seq()) {
              continue; // a fault came after the commit
            }
            batch.entries().forEach(entry -> writer.put(entry, batch.seconds()));
            if (writer.seq() != batch.last()) {
              throw new IllegalStateException(
                  "the log's changes end at %d, LMDB's at %d"
                      .formatted(batch.last(), writer.seq()));
            }
          }
          writer.putIndexes();
          writer.sweepErased(Erasures.PART_MAX);
          return true;
        },
        made -> {});
  }

  /** Commits what only the log has when the store is opened; the changes are new to everybody. */
  void replay(long room, List<LogBatch> batches) {
    apply(room, batches);
    pending.publishApplied(writer.seq());
    recent.restart(writer.seq());
  }

  /** Returns the bytes of the map that a transaction may take for events of {@code bytes}. */
  static long roomFor(long bytes) {
    return 8 * bytes + (1 << 20);
  }

  /**
   * Begins the counters that were requested, stores those whose first counting is done, and now and
   * then removes what is kept of old events: changes that are not in the feed, so that it does not
   * matter what is pending.
   */
  void tidy() {
    lock.lock();
    try {
      long now = clock.millis();
      boolean sweeps = now >= nextSweep;
      writer.counters().admit();
      if (sweeps) {
        nextSweep = now + sweepMillis;
        commit(Erasures.ROOM_FOR_A_PART, () -> sweep(now), made -> {});
      } else if (writer.counters().hasWalked()) {
        commit(roomFor(0), () -> true, made -> {});
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean sweep(long now) {
    writer.sweepKept(Math.floorDiv(now, 1_000));
    return true;
  }

  /** Notes the epoch of the store's log, 0 for none; nothing is pending. */
  void noteLog(long epoch) {
    lock.lock();
    try {
      env.ensureRoom(roomFor(0));
      env.noteLog(epoch);
    } finally {
      lock.unlock();
    }
  }

  private <T> T commit(long room, Supplier<T> changes, Consumer<List<FeedEntry>> committed) {
    lock.lock();
    try {
      env.ensureRoom(room);
      while (true) {
        try {
          return commit(changes, committed);
        } catch (Env.MapFullException e) {
          if (!env.grow(room)) {
            throw e;
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private <T> T commit(Supplier<T> changes, Consumer<List<FeedEntry>> committed) {
    boolean done = false;
    writer.begin();
    try {
      T result = changes.get();
      List<FeedEntry> made = writer.commit();
      done = true;
      committed.accept(made);
      work.record(writer.work());
      return result;
    } finally {
      if (!done) {
        writer.abort();
      }
    }
  }

  /** Commits and announces changes that are not answered to a client. */
  void run(long room, Runnable changes) {
    commit(
        room,
        () -> {
          changes.run();
          return true;
        });
    announce();
  }

  /** Wakes the consumers of the feed; call it after the clients have been answered. */
  void announce() {
    recent.announce();
  }
}
