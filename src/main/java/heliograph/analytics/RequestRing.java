package heliograph.analytics;

import heliograph.metrics.Meters;
import heliograph.metrics.RequestLog;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * The happenings that wait to be counted, bounded in number and in the keys that their filters
 * hold. When it is full, or while the disk is nearly full, happenings are dropped and counted in
 * {@code heliograph_request_log_dropped_total}, because each request is a row and clients can send
 * any number. Thread-safe, without locks.
 */
final class RequestRing implements RequestLog {
  /**
   * The maximum number of keys that all waiting filters hold, 32 bytes each; eight kinds count as
   * one key.
   */
  private static final long KEYS_MAX = 1_000_000;

  private static final int KINDS_A_KEY = 8;

  /** A happening and when it happened, milliseconds since 1970. */
  record Noted(long at, Happening happening, int keys) {}

  private final ConcurrentLinkedQueue<Noted> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong keys = new AtomicLong();
  private final int max;
  private final BooleanSupplier diskIsShort;
  private final Meters.Counter dropped;

  /**
   * Creates an empty ring.
   *
   * @param diskIsShort returns true while nothing more should be written to the disk
   */
  RequestRing(int max, BooleanSupplier diskIsShort, Meters meters) {
    this.max = max;
    this.diskIsShort = diskIsShort;
    dropped =
        meters.counter(
            "heliograph_request_log_dropped_total", "Requests that statistics could not keep");
    meters.gauge("heliograph_request_log_size", "Requests waiting to be counted", size::get);
  }

  @Override
  public void note(Happening happening) {
    int held = happening instanceof Asked asked ? keysOf(asked.filters()) : 0;
    if (diskIsShort.getAsBoolean()) {
      dropped.increment();
    } else if (size.incrementAndGet() > max) {
      size.decrementAndGet();
      dropped.increment();
    } else if (keys.addAndGet(held) > KEYS_MAX) {
      size.decrementAndGet();
      keys.addAndGet(-held);
      dropped.increment();
    } else {
      waiting.add(new Noted(System.currentTimeMillis(), happening, held));
    }
  }

  private static int keysOf(Filters filters) {
    int held = 0;
    for (int i = 0; i < filters.size(); i++) {
      held += filters.authors(i) + Math.max(0, filters.kinds(i)) / KINDS_A_KEY;
    }
    return held;
  }

  /**
   * Moves waiting happenings to {@code into}: {@code most} at most, with about {@code keysMost}
   * keys.
   */
  void drain(List<Noted> into, int most, int keysMost) {
    int taken = 0;
    while (into.size() < most && taken < keysMost) {
      Noted next = waiting.poll();
      if (next == null) {
        return;
      }
      size.decrementAndGet();
      keys.addAndGet(-next.keys);
      taken += next.keys;
      into.add(next);
    }
  }

  int size() {
    return size.get();
  }

  /** Returns true if half of the room for happenings, or for their keys, is used. */
  boolean isHalfFull() {
    return size.get() > max / 2 || keys.get() > KEYS_MAX / 2;
  }
}
