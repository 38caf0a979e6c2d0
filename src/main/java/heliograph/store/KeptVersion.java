package heliograph.store;

import heliograph.event.NostrEvent;

/**
 * A version that another has replaced.
 *
 * @param replacedAt when this relay replaced it, in seconds since 1970
 */
public record KeptVersion(NostrEvent event, long replacedAt) {}
