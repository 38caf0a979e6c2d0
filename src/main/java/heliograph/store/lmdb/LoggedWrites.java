package heliograph.store.lmdb;

import heliograph.event.Seconds;
import heliograph.metrics.Meters;
import heliograph.store.StoreException;
import heliograph.store.StoreResult;
import heliograph.store.disk.DiskRoom;
import heliograph.store.lmdb.WriteQueue.Write;
import heliograph.store.log.EventLog;
import heliograph.store.log.LogBatch;
import heliograph.store.log.LogFolder;
import heliograph.store.pending.Pending;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes that are durable in the log before LMDB has them.
 *
 * <pre>
 * decide ──► append, one force for all ──► publish: readers see them ──► results
 *
 * not open ──open: nothing is pending, a new epoch is noted in LMDB──► open
 *     ▲                                                                 │
 *     └────────── a frame is not certainly on the disk, or close ───────┘
 * </pre>
 *
 * <p>It takes no event that it cannot promise: while it is not open, LMDB's room or the disk's is
 * nearly used up, or the event is of a kind that {@link Decider} does not decide, the caller writes
 * to LMDB itself. A log that failed is opened again after a while. Confined to the writer's thread,
 * but for {@link #turn}, which is called with the pending changes locked.
 */
final class LoggedWrites {
  private static final Logger LOG = System.getLogger(LoggedWrites.class.getName());
  private static final long REOPEN_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long LOG_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LmdbEnvironment env;
  private final EventWriter writer;
  private final Pending pending;
  private final Commits commits;
  private final LogFolder folder;
  private final int fileBytes;
  private final boolean forces;
  private final DiskRoom disk;
  private final Clock clock;
  private final Decider decider;
  private final Meters.Distribution timer;
  private final SecureRandom epochs = new SecureRandom();
  private @Nullable EventLog log;
  private long nextOpen = System.nanoTime();
  private long nextLog = System.nanoTime();

  /** Set when a frame may be on the disk that was not promised. */
  private boolean hasUnpromised;

  /**
   * Creates the writes of a store and opens the log.
   *
   * @param fileBytes the size of each of the log's files; 0 for no log
   * @param forces whether events are forced to the disk
   */
  LoggedWrites(
      LmdbEnvironment env,
      EventWriter writer,
      Pending pending,
      Commits commits,
      Decider decider,
      LogFolder folder,
      int fileBytes,
      boolean forces,
      DiskRoom disk,
      Clock clock,
      Meters meters) {
    this.env = env;
    this.writer = writer;
    this.pending = pending;
    this.commits = commits;
    this.decider = decider;
    this.folder = folder;
    this.fileBytes = fileBytes;
    this.forces = forces;
    this.disk = disk;
    this.clock = clock;
    timer = meters.timer("heliograph_log_seconds", "Time to decide a batch and to log it");
    open();
  }

  /** Returns true while events go to the log. */
  boolean isOpen() {
    return log != null;
  }

  /** Returns the number of writes at the beginning of {@code writes} that the log may take. */
  static int loggable(List<Write> writes) {
    int count = 0;
    while (count < writes.size() && Decider.takes(writes.get(count).event())) {
      count++;
    }
    return count;
  }

  /**
   * Makes the first of {@code writes} durable; returns the results, none if the caller has to write
   * the first to LMDB.
   *
   * @throws heliograph.store.StoreException if pending changes cannot be written to LMDB
   */
  List<StoreResult> write(List<Write> writes) {
    pending.awaitRoom();
    retire();
    EventLog open = open();
    if (open == null || !open.canHold(EventLog.bytes(writes.getFirst().event()))) {
      return List.of();
    }
    long started = System.nanoTime();
    pending.lock();
    try {
      if (!open.hasRoom(EventLog.bytes(writes.getFirst().event())) && !pending.awaitTurn()) {
        open.restart();
      }
      List<StoreResult> results = decide(writes, open);
      if (results.isEmpty()) {
        return results;
      }
      LogBatch batch = decider.batch(Seconds.now(clock));
      open.append(batch);
      pending.publish(batch);
      commits.recent().add(decider.changes());
      timer.record(System.nanoTime() - started);
      return results;
    } catch (StoreException e) {
      pending.undo();
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      pending.undo();
      close(e);
      return List.of();
    } finally {
      pending.unlock();
    }
  }

  private boolean isNearlyFull() {
    long room = pending.roomMax() + Erasures.ROOM_FOR_A_PART;
    return env.bytesLeft() < room || disk.free() < room + DiskRoom.FULL_BYTES;
  }

  private List<StoreResult> decide(List<Write> writes, EventLog open) {
    List<StoreResult> results = new ArrayList<>(writes.size());
    int length = 0;
    decider.begin(pending.published(), writer.hasVanished());
    try {
      for (Write write : writes) {
        length += EventLog.bytes(write.event());
        if (pending.isFull() || !open.hasRoom(length)) {
          break;
        }
        StoreResult result = decider.decide(write.event());
        if (result == null) {
          break;
        }
        results.add(result);
      }
    } finally {
      decider.end();
    }
    return results;
  }

  /** Returns the log, opened again if it is time to; null while events go to LMDB. */
  private @Nullable EventLog open() {
    if (fileBytes == 0 || isNearlyFull()) {
      return null;
    }
    if (log == null && System.nanoTime() - nextOpen >= 0) {
      nextOpen = System.nanoTime() + REOPEN_NANOS;
      try {
        pending.awaitApplied();
        log = open(epochs.nextLong(1, Long.MAX_VALUE));
      } catch (IOException | RuntimeException e) {
        tell("the log is not used", e);
      }
    }
    return log;
  }

  private EventLog open(long epoch) throws IOException {
    EventLog opened = new EventLog(folder, epoch, fileBytes, forces);
    boolean noted = false;
    try {
      commits.noteLog(epoch);
      noted = true;
      return opened;
    } finally {
      if (!noted) {
        opened.close();
      }
    }
  }

  /** Makes a frame count for nothing that was not promised, before other changes are written. */
  private void retire() {
    if (hasUnpromised) {
      pending.awaitApplied();
      commits.noteLog(0);
      hasUnpromised = false;
    }
  }

  private void close(Throwable fault) {
    EventLog closing = log;
    if (closing != null) {
      log = null;
      nextOpen = System.nanoTime() + REOPEN_NANOS;
      hasUnpromised = true;
      tell("the log failed", fault);
      try {
        closing.close();
      } catch (IOException e) {
        tell("the log's files could not be closed", e);
      }
    }
  }

  private void tell(String what, Throwable fault) {
    if (System.nanoTime() - nextLog >= 0) {
      nextLog = System.nanoTime() + LOG_NANOS;
      LOG.log(Level.ERROR, what + ", events are written to LMDB fault=" + fault, fault);
    }
  }

  /** Lets the log go on in its other file, which holds nothing that LMDB has not. */
  void turn() {
    if (log != null) {
      log.turn();
    }
  }

  /** Writes all pending changes to LMDB, which then needs no log. */
  void end() throws IOException {
    pending.awaitApplied();
    if (log != null) {
      log.close();
      log = null;
    }
    commits.noteLog(0);
    decider.close();
  }
}
