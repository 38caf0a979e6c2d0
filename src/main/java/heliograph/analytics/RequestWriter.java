package heliograph.analytics;

import heliograph.analytics.RequestRing.Noted;
import heliograph.database.Database;
import heliograph.database.DatabaseException;
import heliograph.worker.Worker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Counts the happenings of the request log, up to a thousand in a transaction, twice a second.
 * While there is no database they wait in the log, which is bounded. Each batch has a number that
 * is written in its transaction, so that a batch whose commit was not confirmed is not written
 * twice. The writer pauses four times as long as it works, so that a burst of requests is answered
 * first and counted after it; once half of the log is used, as long as it works. So clients that
 * send very many requests keep the database busy half of the time at most; the log drops the rest.
 * The role of one {@link Worker}.
 */
final class RequestWriter implements Worker.Role {
  private static final Logger LOG = System.getLogger(RequestWriter.class.getName());
  private static final int BATCH_MAX = 1_000;
  private static final int BATCH_KEYS_MAX = 10_000;
  private static final Duration GATHER = Duration.ofMillis(500);

  /** The number of failures, while the database is up, after which a batch is dropped. */
  private static final int FAILURES_MAX = 10;

  private static final int REST = 4;
  private static final Duration REST_MAX = Duration.ofSeconds(5);
  private static final long UNKNOWN = -1;
  private static final Duration LOOK = Duration.ofMillis(20);

  private final RequestRing ring;
  private final Database database;
  private final Addresses addresses;
  private final UUID relayId;
  private final Clock clock;
  private final String session;
  private final Offsets offsets;
  private long number = UNKNOWN;
  private final List<Noted> batch = new ArrayList<>();
  private int failures;

  RequestWriter(
      RequestRing ring, Database database, Addresses addresses, UUID relayId, Clock clock) {
    this.ring = ring;
    this.database = database;
    this.addresses = addresses;
    this.relayId = relayId;
    this.clock = clock;
    session = Long.toString(clock.millis(), 36) + "-";
    offsets = new Offsets("requests", relayId);
  }

  @Override
  public void step(Worker worker) throws InterruptedException {
    gather(worker);
    ring.drain(batch, BATCH_MAX, BATCH_KEYS_MAX);
    while (!batch.isEmpty() && !worker.isStopping()) {
      if (database.awaitUp(GATHER)) {
        long began = System.nanoTime();
        writeOnce(worker);
        if (batch.isEmpty()) {
          rest(worker, (ring.isHalfFull() ? 1 : REST) * (System.nanoTime() - began));
        }
      }
    }
  }

  /** Waits a short time for a full batch. */
  private void gather(Worker worker) throws InterruptedException {
    long end = System.nanoTime() + GATHER.toNanos();
    while (!worker.isStopping() && ring.size() < BATCH_MAX && System.nanoTime() < end) {
      worker.pause(LOOK);
    }
  }

  private static void rest(Worker worker, long nanos) throws InterruptedException {
    worker.pause(Duration.ofNanos(Math.min(nanos, REST_MAX.toNanos())));
  }

  /** Writes the remaining happenings. */
  @Override
  public void end(Worker worker) throws InterruptedException {
    ring.drain(batch, BATCH_MAX, BATCH_KEYS_MAX);
    while (!batch.isEmpty() && database.isUp()) {
      writeOnce(worker);
      if (!batch.isEmpty()) {
        return;
      }
      ring.drain(batch, BATCH_MAX, BATCH_KEYS_MAX);
    }
  }

  @Override
  public void failed(Worker worker, Throwable fault) throws InterruptedException {
    LOG.log(Level.ERROR, "counting requests failed", fault);
    worker.pause(GATHER);
  }

  /** Writes the batch if possible. Empties it afterwards, or if it can never be written. */
  private void writeOnce(Worker worker) throws InterruptedException {
    try {
      RequestBatch rows = new RequestBatch(relayId, addresses, session, clock.millis());
      batch.forEach(rows::add);
      if (number == UNKNOWN) {
        number = database.onPrimary("request batch", c -> offsets.read(c).seq());
      }
      write(rows, number);
      number++;
      failures = 0;
      batch.clear();
    } catch (DatabaseException e) {
      LOG.log(Level.WARNING, "requests wait to be counted: " + e.getMessage());
      failures++;
      if (number != UNKNOWN && isWritten(worker, number)) {
        batch.clear();
      } else if (failures > FAILURES_MAX && database.isUp()) {
        LOG.log(Level.ERROR, batch.size() + " requests cannot be counted", e);
        batch.clear();
      }
      number = UNKNOWN;
      worker.pause(GATHER);
    } catch (RuntimeException e) { // the next batch may succeed
      LOG.log(Level.ERROR, batch.size() + " requests cannot be counted", e);
      batch.clear();
    }
  }

  private void write(RequestBatch batch, long number) {
    database.onPrimary(
        "request batch",
        sql -> {
          Offsets.withoutWaiting(sql);
          batch.write(sql);
          offsets.move(sql, number, number + 1, clock.millis(), true);
          return number;
        });
  }

  /**
   * Returns true if a batch that seemed to fail was written, so that only its confirmation was
   * lost.
   */
  private boolean isWritten(Worker worker, long number) throws InterruptedException {
    while (!worker.isStopping()) {
      try {
        if (database.awaitUp(GATHER)) {
          return database.onPrimary("request batch", c -> offsets.read(c).seq() > number);
        }
      } catch (DatabaseException e) {
        worker.pause(GATHER);
      }
    }
    return false;
  }
}
