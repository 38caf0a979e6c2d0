package heliograph.connection;

import heliograph.config.Limits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The bytes of live events that one client has unsent, and whether they are too many: over the
 * limit for a second, or over a higher limit at once. The second is there because a commit hands
 * out a whole batch of events, which a client that reads receives within milliseconds. When the
 * budget for all clients' events is scarce, an eighth of the limit is too many. Thread-safe.
 */
final class LiveBacklog {
  private static final long OVER_TIME_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int BEHIND_FACTOR = 2;
  private static final int SCARCE_FACTOR = 8;

  private final int max;
  private final int atOnceMax;
  private final LongSupplier nanoTime;
  private final AtomicInteger bytes = new AtomicInteger();

  /** The time at which the limit was exceeded, in nanoseconds; 0 while it is not. */
  private volatile long overSince;

  LiveBacklog(Limits limits, LongSupplier nanoTime) {
    max = limits.liveBytesMax();
    atOnceMax = limits.liveBytesAtOnceMax();
    this.nanoTime = nanoTime;
  }

  int bytes() {
    return bytes.get();
  }

  void add(int more) {
    bytes.addAndGet(more);
  }

  void sent(int less) {
    if (bytes.addAndGet(-less) <= max && overSince != 0) {
      overSince = 0;
    }
  }

  /** Returns true if further events should wait a moment for the client. */
  boolean isBehind() {
    return bytes.get() > BEHIND_FACTOR * max;
  }

  /** Returns true if the client is too slow. */
  boolean isTooLong(boolean scarce) {
    int now = bytes.get();
    if (now <= (scarce ? max / SCARCE_FACTOR : max)) {
      return false;
    }
    long time = nanoTime.getAsLong();
    long since = overSince;
    if (since == 0) {
      overSince = time;
      return false;
    }
    return time - since > OVER_TIME_NANOS || now > atOnceMax;
  }
}
