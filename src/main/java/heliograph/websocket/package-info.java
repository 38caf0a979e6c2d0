/**
 * The relay's WebSocket at the root, by RFC 6455 over a servlet upgrade or by the container's own
 * engine.
 *
 * <p>Turns bytes, or what the container calls, into calls of {@code connection}, and a socket or
 * {@code Session} into its {@code Transport}; compresses where a client offers it (RFC 7692);
 * determines the address of a client, behind trusted proxies. Runs on container threads and never
 * blocks them.
 */
@NullMarked
package heliograph.websocket;

import org.jspecify.annotations.NullMarked;
