package heliograph.database;

import heliograph.metrics.Meters;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Runs named pieces of database work: counts and logs those that take longer than a second, and
 * adds the name to faults. Thread-safe.
 */
final class NamedWork {
  private static final Logger LOG = System.getLogger(NamedWork.class.getName());
  private static final Duration SLOW = Duration.ofSeconds(1);

  private final Meters.Counter slow;

  NamedWork(Meters meters) {
    slow = meters.counter("heliograph_database_slow_total", "Database work of more than a second");
  }

  /**
   * Runs {@code step} on this thread.
   *
   * @throws DatabaseException if it fails; the message names the work
   */
  <T> T run(String name, Supplier<T> step) {
    long began = System.nanoTime();
    try {
      return step.get();
    } catch (SqlException e) {
      throw new DatabaseException(name + ": " + e.getMessage(), e);
    } finally {
      long took = System.nanoTime() - began;
      if (took > SLOW.toNanos()) {
        slow.increment();
        LOG.log(Level.INFO, "slow database work name=" + name + " ms=" + took / 1_000_000);
      }
    }
  }
}
