package heliograph.store.lmdb;

import heliograph.config.StoreConfig;
import heliograph.metrics.InMemoryMeters;
import heliograph.store.StoreException;
import heliograph.store.lmdb.LmdbEnvironment.Access;
import heliograph.store.log.DiskLogFolder;
import heliograph.store.log.EventLog;
import heliograph.store.log.LogFolder;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import org.lmdbjava.Txn;

/**
 * What only the log has of a store that another process reads or compacts. A relay that is running
 * writes it to LMDB within a moment; after one that was killed, the store is opened to do it.
 */
final class Unapplied {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(20);

  private Unapplied() {}

  /**
   * Returns when LMDB has everything that the log had at the time of the call.
   *
   * @throws StoreException if there is no store, or it takes too long
   */
  static void settle(StoreConfig config, Clock clock) {
    long wanted = wanted(config);
    if (wanted == 0 || !apply(config, clock)) {
      return;
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (applied(config) < wanted) {
      if (System.nanoTime() - end > 0) {
        throw new StoreException(
            "the relay that has the store in %s does not write the changes of its log to LMDB: see its log lines"
                .formatted(config.directory()));
      }
      pause();
    }
  }

  /** Returns the last change that only the log has; 0 if there is none. */
  private static long wanted(StoreConfig config) {
    try (LmdbEnvironment env = new LmdbEnvironment(config, Access.READ)) {
      long epoch = env.logEpoch();
      if (epoch == 0) {
        return 0;
      }
      long applied = applied(env);
      LogFolder folder = new DiskLogFolder(config.directory());
      long last = EventLog.lastChange(folder, epoch, applied);
      return last > applied ? last : 0;
    }
  }

  /** Returns false if the log was applied here, true if a relay that is running does it. */
  private static boolean apply(StoreConfig config, Clock clock) {
    try {
      new LmdbEventStore(
              config.forBulkWriting(),
              clock,
              new InMemoryMeters(),
              task -> Thread.ofPlatform().name("log").unstarted(task))
          .close();
      return false;
    } catch (StoreException e) {
      if (!String.valueOf(e.getMessage()).contains("is being written by")) {
        throw e;
      }
      return true;
    }
  }

  private static long applied(StoreConfig config) {
    try (LmdbEnvironment env = new LmdbEnvironment(config, Access.READ)) {
      return applied(env);
    }
  }

  private static long applied(LmdbEnvironment env) {
    env.lockMap();
    try (Txn<ByteBuffer> txn = env.read()) {
      return env.lastSeq(txn);
    } finally {
      env.unlockMap();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for the relay", e);
    }
  }
}
