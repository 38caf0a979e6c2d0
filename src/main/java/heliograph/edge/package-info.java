/**
 * The edge of HTTP: the checks of a request before any resource or servlet.
 *
 * <p>Determines the address of a request's client, behind trusted proxies. Runs on container
 * threads and never blocks them.
 */
@NullMarked
package heliograph.edge;

import org.jspecify.annotations.NullMarked;
