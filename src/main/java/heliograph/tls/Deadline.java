package heliograph.tls;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A point in time after which a connection is overdue; not set at first. Thread-safe. */
final class Deadline {
  private static final long NONE = 0;

  private final LongSupplier nanoTime;
  private volatile long end = NONE;

  /**
   * Creates a deadline that is not set.
   *
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  Deadline(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Sets the deadline to {@code ahead} from now. */
  void set(Duration ahead) {
    long moment = nanoTime.getAsLong() + ahead.toNanos();
    end = moment == NONE ? 1 : moment;
  }

  void clear() {
    end = NONE;
  }

  boolean isOver() {
    long moment = end;
    return moment != NONE && nanoTime.getAsLong() - moment > 0;
  }
}
