package heliograph;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what other threads and processes do, without taking the processor from them.
 *
 * <p>A wait names what it waits for. It ends as soon as the condition holds, so its bound is only
 * there to end a test that would never pass, and is generous: a machine that is many times slower
 * than usual must not fail a test.
 */
public final class Eventually {
  private static final Duration BOUND = Duration.ofMinutes(3);
  private static final long LOOK_NANOS = 5_000_000;

  private Eventually() {}

  /**
   * Waits until {@code condition} holds.
   *
   * @throws AssertionError naming {@code what} after three minutes
   */
  public static void eventually(String what, BooleanSupplier condition) {
    eventually(what, condition::getAsBoolean, held -> held);
  }

  /**
   * Waits until {@code state} satisfies {@code condition}.
   *
   * @return the state that did
   * @throws AssertionError naming {@code what}, and the last state, after three minutes
   */
  public static <T extends @Nullable Object> T eventually(
      String what, Supplier<T> state, Predicate<T> condition) {
    long end = System.nanoTime() + BOUND.toNanos();
    while (true) {
      T found = state.get();
      if (condition.test(found)) {
        return found;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "waited for %s in vain for %s; the last state was: %s".formatted(what, BOUND, found));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
