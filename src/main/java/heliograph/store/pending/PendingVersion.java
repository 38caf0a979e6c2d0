package heliograph.store.pending;

import org.jspecify.annotations.Nullable;

/**
 * What a pending change made of the version of an address.
 *
 * @param event the version; null if it was deleted, and no other has taken its place
 */
public record PendingVersion(@Nullable PendingEvent event) {}
