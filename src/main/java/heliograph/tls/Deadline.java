package heliograph.tls;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A moment by which something must have happened; none at first. Thread-safe. */
final class Deadline {
  private static final long NONE = 0;

  private final LongSupplier nanoTime;
  private volatile long end = NONE;

  /**
   * No deadline yet.
   *
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  Deadline(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Sets it so far ahead. */
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
