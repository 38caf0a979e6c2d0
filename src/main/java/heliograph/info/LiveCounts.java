package heliograph.info;

/**
 * What the landing page shows of the moment.
 *
 * @param events stored events
 * @param connections open connections
 * @param subscriptions open subscriptions
 */
public record LiveCounts(long events, long connections, long subscriptions) {}
