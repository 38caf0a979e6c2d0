package heliograph.filter;

import heliograph.event.PackedEvent;

/**
 * Decides which events a client may see, besides the conditions of its filters. Applies to queries,
 * counts, searches, reconciliations and live events. Thread-safe. The answer for an event may
 * change while a client is connected: when it authenticates, or when lists are reloaded.
 */
@FunctionalInterface
public interface Visibility {
  /** Hides nothing. */
  Visibility EVERYTHING = event -> true;

  /** Returns true if the client may see {@code event}, which is valid during the call only. */
  boolean shows(PackedEvent event);
}
