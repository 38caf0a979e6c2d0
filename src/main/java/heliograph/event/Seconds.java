package heliograph.event;

import java.time.Clock;

/** The time in Nostr's unit: whole seconds since 1970, rounded down. */
public final class Seconds {
  private Seconds() {}

  /** Returns the second that {@code clock} shows. */
  public static long now(Clock clock) {
    return Math.floorDiv(clock.millis(), 1_000L);
  }

  /** Returns the second that the system's clock shows. */
  public static long now() {
    return Math.floorDiv(System.currentTimeMillis(), 1_000L);
  }
}
