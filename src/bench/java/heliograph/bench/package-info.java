/**
 * The measuring tools behind {@code ./heliograph bench}, {@code soak} and {@code torture}.
 *
 * <p>Owns a light WebSocket client for very many connections, the events to publish, latencies that
 * count from when something was due, the ledger that tells a lost delivery from a late one, the
 * long mixed load with its result, the attacks, and generated stores, follow graphs and statistics.
 * It is compiled apart from the product into {@code target/bench-classes} and is no part of the
 * WAR; nothing of the product imports it. Promises that nothing sent, delivered or acknowledged
 * goes uncounted. Threads: the caller's own drives all connections ({@link
 * heliograph.bench.LinkLoop}); a soak has one more, which looks at the relay's process.
 */
@NullMarked
package heliograph.bench;

import org.jspecify.annotations.NullMarked;
