package heliograph.connection;

import heliograph.metrics.Meters;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Counts clients that are closed because they do not read, and logs them, one line a minute,
 * because any client can choose not to read. Thread-safe.
 */
final class SlowClients {
  private static final Logger LOG = System.getLogger(SlowClients.class.getName());
  private static final long BETWEEN_NANOS = Duration.ofMinutes(1).toNanos();

  private final Meters.Counter closed;
  private final LongSupplier nanoTime;
  private final AtomicLong unlogged = new AtomicLong();
  private final AtomicLong next;

  SlowClients(Meters meters, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    closed =
        meters.counter(
            "heliograph_slow_clients_total", "Connections closed for reading too slowly");
    next = new AtomicLong(nanoTime.getAsLong());
  }

  /** Counts one; returns true if a line about it was logged. */
  boolean note(long bytes) {
    closed.increment();
    unlogged.incrementAndGet();
    long now = nanoTime.getAsLong();
    long due = next.get();
    if (now - due < 0 || !next.compareAndSet(due, now + BETWEEN_NANOS)) {
      return false;
    }
    LOG.log(
        Level.WARNING,
        "clients cannot keep up and are closed count="
            + unlogged.getAndSet(0)
            + " bufferedAmount="
            + bytes);
    return true;
  }
}
