package heliograph.statistics;

import java.util.UUID;

/**
 * The store of the relay that answers, as it is now: snapshots are up to an hour old.
 *
 * @param relay whose store it is
 * @param events that it holds
 * @param usedBytes of it
 * @param complete whether what it held when the relay started has been counted
 */
public record LiveStore(UUID relay, long events, long usedBytes, boolean complete) {}
