package heliograph.connection;

import heliograph.config.Limits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Bytes of live events that one client has unsent, and whether they are too many: over the most
 * allowed for a second, or over what is allowed at once. A commit hands out up to a batch of events
 * in one go, and a client that reads has them within milliseconds: hence the time. Where room for
 * all clients' events is scarce, an eighth of the most allowed is too many. Thread-safe.
 */
final class LiveBacklog {
  private static final long OVER_TIME_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int BEHIND_FACTOR = 2;
  private static final int SCARCE_FACTOR = 8;

  private final int max;
  private final int atOnceMax;
  private final LongSupplier nanoTime;
  private final AtomicInteger bytes = new AtomicInteger();

  /** When it came to be too long, in nanoseconds; 0 while it is not. */
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

  /** Returns true if the client had better be given a moment before more comes. */
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
