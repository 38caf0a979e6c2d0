package heliograph.tls;

import java.time.Duration;

/** A moment by which something must have happened; none at first. Thread-safe. */
final class Deadline {
  private static final long NONE = 0;

  private volatile long end = NONE;

  /** Sets it so far ahead. */
  void set(Duration ahead) {
    long moment = System.nanoTime() + ahead.toNanos();
    end = moment == NONE ? 1 : moment;
  }

  void clear() {
    end = NONE;
  }

  boolean isOver(long now) {
    long moment = end;
    return moment != NONE && now - moment > 0;
  }
}
