package heliograph;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads and processes do, without taking the processor from them. */
public final class Eventually {
  private static final Duration USUAL = Duration.ofSeconds(20);
  private static final long LOOK_NANOS = 5_000_000;

  private Eventually() {}

  /** Waits for twenty seconds at most; fails then. */
  public static void eventually(BooleanSupplier condition) {
    eventually(USUAL, condition);
  }

  /** Waits for {@code patience} at most; fails then. */
  public static void eventually(Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not happen within " + patience);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
