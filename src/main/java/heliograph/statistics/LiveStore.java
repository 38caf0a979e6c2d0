package heliograph.statistics;

import java.util.UUID;

/**
 * The current figures of the store of the relay that answers; snapshots are up to an hour old.
 *
 * @param relay the relay whose store it is
 * @param events the number of events that it holds
 * @param usedBytes the bytes of it in use
 * @param complete whether all events that it held when the relay started have been counted
 */
public record LiveStore(UUID relay, long events, long usedBytes, boolean complete) {}
