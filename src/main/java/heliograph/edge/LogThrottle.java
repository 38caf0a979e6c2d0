package heliograph.edge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits log lines of each kind to one a minute. Distinguishes 100 kinds at most; further ones
 * count as one. Thread-safe.
 */
public final class LogThrottle {
  private static final int KINDS_MAX = 100;
  private static final long BETWEEN_NANOS = Duration.ofMinutes(1).toNanos();

  @GuardedBy("this")
  private final Map<String, Long> last = new HashMap<>();

  /** Returns true if nothing of this kind was logged within the last minute. */
  public boolean isDue(String kind) {
    return isDue(kind, System.nanoTime());
  }

  synchronized boolean isDue(String kind, long now) {
    String known = last.containsKey(kind) || last.size() < KINDS_MAX ? kind : "";
    Long before = last.get(known);
    if (before != null && now - before < BETWEEN_NANOS) {
      return false;
    }
    last.put(known, now);
    return true;
  }
}
