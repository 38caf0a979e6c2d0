package heliograph.store.pending;

import heliograph.event.NostrEvent;

/**
 * An event that is in the log.
 *
 * @param localId its number in this store, which is the change that added it
 */
public record PendingEvent(long localId, NostrEvent event) {}
