package heliograph.info;

/**
 * What the landing page shows of the moment.
 *
 * @param events stored events
 * @param isAbout whether that is in large steps only, see {@link #about}
 * @param connections open connections
 * @param subscriptions open subscriptions
 */
public record LiveCounts(long events, boolean isAbout, long connections, long subscriptions) {
  private static final long STEP_MIN = 100;

  /**
   * Returns the same number down to two digits, and to whole hundreds at least: where some events
   * are private, an exact figure would show everybody when one of them arrived.
   */
  public static long about(long exact) {
    long step = STEP_MIN;
    while (exact / step >= 100) {
      step *= 10;
    }
    return exact / step * step;
  }

  /** Returns the events as a person reads them. */
  String eventsText() {
    if (!isAbout) {
      return Long.toString(events);
    }
    return events == 0 ? "under " + STEP_MIN : "about " + events;
  }
}
