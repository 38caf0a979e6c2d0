package heliograph.store;

import heliograph.filter.HyperLogLog;

/**
 * The answer to a COUNT from a maintained counter (NIP-45).
 *
 * @param count the exact number of stored events that match
 * @param registers the registers of their authors; they may still count authors of a few events
 *     removed since
 */
public record StoredCount(long count, HyperLogLog registers) {}
