package heliograph.purge;

import heliograph.event.NostrEvent;
import heliograph.ingest.Ingest;
import heliograph.ingest.IngestOutcome;
import heliograph.ingest.Source;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Stores the events of a purge's file again. Thread-safe. */
final class Restoration {
  /** The maximum number of events that wait to be stored at the same time. */
  private static final int UNANSWERED_MAX = 1_000;

  private final PurgeArchive archive;
  private final Ingest ingest;

  Restoration(PurgeArchive archive, Ingest ingest) {
    this.archive = archive;
    this.ingest = ingest;
  }

  /** The numbers of events that were stored again, and that could not be. */
  record Restored(long stored, long failed) {}

  /**
   * Stores the events of a file and waits until all are answered.
   *
   * @throws CancellationException if the caller is interrupted
   */
  Restored restore(String name) {
    Semaphore room = new Semaphore(UNANSWERED_MAX);
    AtomicLong stored = new AtomicLong();
    AtomicLong failed = new AtomicLong();
    archive.read(
        name,
        event -> {
          acquire(room, 1);
          submit(event, room, stored, failed);
        });
    acquire(room, UNANSWERED_MAX);
    return new Restored(stored.get(), failed.get());
  }

  private void submit(NostrEvent event, Semaphore room, AtomicLong stored, AtomicLong failed) {
    try {
      ingest.submitWaiting(
          event,
          Source.RESTORED,
          outcome -> {
            if (outcome.result() == IngestOutcome.Result.STORED) {
              stored.incrementAndGet();
            } else if (outcome.result() == IngestOutcome.Result.FAILED) {
              failed.incrementAndGet();
            }
            room.release();
          });
    } catch (InterruptedException e) {
      throw cancelled(e);
    }
  }

  private static void acquire(Semaphore room, int places) {
    try {
      room.acquire(places);
    } catch (InterruptedException e) {
      throw cancelled(e);
    }
  }

  private static CancellationException cancelled(InterruptedException e) {
    Thread.currentThread().interrupt();
    CancellationException cancelled = new CancellationException();
    cancelled.initCause(e);
    return cancelled;
  }
}
