/**
 * The edge of HTTP: what is decided of a request before any resource or servlet sees it.
 *
 * <p>Says where a request comes from, behind trusted proxies. Runs on container threads and never
 * blocks them.
 */
@NullMarked
package heliograph.edge;

import org.jspecify.annotations.NullMarked;
