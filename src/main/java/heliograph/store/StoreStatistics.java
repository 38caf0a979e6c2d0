package heliograph.store;

/**
 * Figures of a store.
 *
 * @param events the number of events stored
 * @param lastSeq the number of changes ever made
 * @param feedEntries the number of changes kept in the feed
 * @param usedBytes the bytes of the map in use, including free pages
 * @param mapBytes the size of the map
 * @param writeQueue the number of events waiting for the writer
 * @param schemaVersion the version of the store's layout
 */
public record StoreStatistics(
    long events,
    long lastSeq,
    long feedEntries,
    long usedBytes,
    long mapBytes,
    int writeQueue,
    int schemaVersion) {}
