/**
 * Drives any relay and measures it.
 *
 * <p>Owns a light WebSocket client for very many connections, the events to publish, the figures of
 * latency that count from when something was due, the books that tell a lost delivery from a late
 * one, and the long mixed load with its verdict. Promises that nothing sent, delivered or
 * acknowledged goes uncounted. Threads: the caller's own drives all connections ({@link
 * heliograph.load.LinkLoop}); a soak has one more, which looks at the relay's process.
 */
@NullMarked
package heliograph.load;

import org.jspecify.annotations.NullMarked;
