/**
 * The event store as the rest of the relay sees it: a port, its results and the change feed.
 *
 * <p>Promises: a {@link heliograph.store.StoreResult} is reported only after its commit is as
 * durable as configured; readers see committed events only and never block writers; every change is
 * in the feed, in the order it happened, in the same transaction. The adapter is {@code
 * store.lmdb}.
 */
@NullMarked
package heliograph.store;

import org.jspecify.annotations.NullMarked;
