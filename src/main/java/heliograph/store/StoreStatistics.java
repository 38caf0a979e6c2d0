package heliograph.store;

/**
 * Figures of a store.
 *
 * @param events events stored
 * @param lastSeq changes made ever
 * @param feedEntries changes kept in the feed
 * @param usedBytes bytes of the map in use, including pages to be used again
 * @param mapBytes size of the map
 * @param writeQueue events waiting for the writer
 * @param schemaVersion layout of the store
 */
public record StoreStatistics(
    long events,
    long lastSeq,
    long feedEntries,
    long usedBytes,
    long mapBytes,
    int writeQueue,
    int schemaVersion) {}
