package heliograph.store.log;

import heliograph.event.NostrEvent;

/**
 * An accepted event.
 *
 * @param event the event
 * @param keepsReplaced whether the version that it replaces is to be kept; false if it replaces
 *     none
 */
public record LogEntry(NostrEvent event, boolean keepsReplaced) {}
