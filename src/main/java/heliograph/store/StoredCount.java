package heliograph.store;

import heliograph.filter.HyperLogLog;

/**
 * The answer to a COUNT from a maintained counter (NIP-45).
 *
 * @param count events stored that match, exactly
 * @param registers of their authors; may still hold authors of a few events removed since
 */
public record StoredCount(long count, HyperLogLog registers) {}
