/**
 * Who a client is: the challenge of a connection and its answer (NIP-42), and signed HTTP requests
 * (NIP-98).
 *
 * <p>Promises that a proof is good for one connection or one request and one relay only. What a key
 * may then do is decided in {@code policy}. Checks everything about a proof but, for NIP-42, its
 * signature, which {@code ingest}'s verifiers check outside the container's threads. Thread-safe.
 */
@NullMarked
package heliograph.auth;

import org.jspecify.annotations.NullMarked;
