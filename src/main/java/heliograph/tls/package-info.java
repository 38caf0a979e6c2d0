/**
 * TLS without a proxy: a listener that terminates TLS and forwards the plain bytes to the
 * application server's port on this machine. This room does not parse HTTP.
 */
@NullMarked
package heliograph.tls;

import org.jspecify.annotations.NullMarked;
