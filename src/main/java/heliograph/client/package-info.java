/**
 * A client of other relays.
 *
 * <p>Owns the WebSocket to a relay and the dialogue over it: a request, the wait for its answer
 * with a deadline, authentication when the relay asks for it. Does not check what a relay says:
 * events are not verified here. Threads: the platform's HTTP client reads; a dialogue is confined
 * to its caller's thread.
 */
@NullMarked
package heliograph.client;

import org.jspecify.annotations.NullMarked;
