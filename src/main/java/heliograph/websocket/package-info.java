/**
 * The Jakarta WebSocket endpoint at the root: hands over and nothing else.
 *
 * <p>Turns what the container calls into calls of {@code connection}, and a {@code Session} into
 * its {@code Transport}. Runs on container threads and never blocks them.
 */
@NullMarked
package heliograph.websocket;

import org.jspecify.annotations.NullMarked;
