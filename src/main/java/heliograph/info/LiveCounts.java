package heliograph.info;

/**
 * The current counts that the landing page shows.
 *
 * @param events the number of stored events
 * @param isAbout whether that number is rounded, see {@link #about}
 * @param connections the number of open connections
 * @param subscriptions the number of open subscriptions
 */
public record LiveCounts(long events, boolean isAbout, long connections, long subscriptions) {
  private static final long STEP_MIN = 100;

  /**
   * Returns a number rounded down to two digits, and to whole hundreds at least. Where some events
   * are private, an exact number would reveal when one of them arrived.
   */
  public static long about(long exact) {
    long step = STEP_MIN;
    while (exact / step >= 100) {
      step *= 10;
    }
    return exact / step * step;
  }

  /** Returns the number of events as text for people. */
  String eventsText() {
    if (!isAbout) {
      return Long.toString(events);
    }
    return events == 0 ? "under " + STEP_MIN : "about " + events;
  }
}
