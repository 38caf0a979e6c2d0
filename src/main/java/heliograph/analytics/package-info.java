/**
 * Statistics in PostgreSQL: what the relay's traffic and the lists of its authors come to.
 *
 * <p>Owns the database ({@link heliograph.analytics.Database}: two pools, migrations, its coming
 * and going), the writers that follow the change feed and the request log, maintenance and the
 * queries. Entities stay in here; who asks gets records. Promises that no client waits for it: it
 * reads the feed with a cursor of its own, kept in the transaction that uses it, so that nothing is
 * lost or counted twice however it ends, and drops what it cannot count of requests, counting the
 * drops. Without a database it waits for one.
 *
 * <p>Threads: one looks after the database, one follows the feed, one the request log; upkeep comes
 * on a thread of the container.
 */
@NullMarked
package heliograph.analytics;

import org.jspecify.annotations.NullMarked;
