package heliograph.filter;

import heliograph.event.PackedEvent;

/**
 * One more condition on events that the asker did not write: what this relay lets that client see.
 * Queries, counts, searches, reconciliations and live events all pass it. Thread-safe, and may
 * change its mind while a client is connected: keys are authenticated, lists reloaded.
 */
@FunctionalInterface
public interface Visibility {
  /** Hides nothing. */
  Visibility EVERYTHING = event -> true;

  /** Returns true if the asker may see {@code event}, which is valid during the call only. */
  boolean shows(PackedEvent event);
}
