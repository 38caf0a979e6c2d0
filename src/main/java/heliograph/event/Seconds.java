package heliograph.event;

import java.time.Clock;

/** The time in Nostr's unit: whole seconds since 1970, rounded down. */
public final class Seconds {
  private Seconds() {}

  /** Returns the time of {@code clock} in seconds since 1970. */
  public static long now(Clock clock) {
    return Math.floorDiv(clock.millis(), 1_000L);
  }

  /** Returns the time of the system's clock in seconds since 1970. */
  public static long now() {
    return Math.floorDiv(System.currentTimeMillis(), 1_000L);
  }
}
