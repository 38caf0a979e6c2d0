/**
 * TLS by the relay itself: a listener that ends TLS and hands the plain bytes on to the server's
 * own port on this machine. Knows nothing of HTTP.
 */
@NullMarked
package heliograph.tls;

import org.jspecify.annotations.NullMarked;
