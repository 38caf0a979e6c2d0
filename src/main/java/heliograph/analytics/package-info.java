/**
 * Statistics in PostgreSQL about the relay's traffic and the lists of its authors.
 *
 * <p>Owns the writers that follow the change feed and the request log, and maintenance. Promises
 * that no client waits for the database: the feed is read with a cursor that is kept in the
 * transaction that uses it, so that nothing is lost or counted twice however the process ends;
 * requests that cannot be counted are dropped, and the drops are counted.
 *
 * <p>Threads: one follows the feed, one the request log; maintenance runs on a thread of the
 * container.
 */
@NullMarked
package heliograph.analytics;

import org.jspecify.annotations.NullMarked;
