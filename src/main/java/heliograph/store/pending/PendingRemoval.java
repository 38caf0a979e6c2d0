package heliograph.store.pending;

import heliograph.event.NostrEvent;

/**
 * The removal of an event by one that replaces or deletes it.
 *
 * @param change the change that removed it
 * @param localId the number of the removed event
 * @param event the removed event, stored or pending
 */
public record PendingRemoval(long change, long localId, NostrEvent event) {}
