/**
 * The wire: what clients say, what the relay answers, and the JSON of both (NIP-01 and the NIPs
 * that add verbs).
 *
 * <p>Owns {@link heliograph.protocol.ClientMessage} and {@link heliograph.protocol.RelayMessage} as
 * sealed sets, the parser that turns hostile bytes into the first and the writer of the second.
 * Promises that parsing never throws and that every message which can be tied to an event or a
 * subscription is, so that its sender can be answered by name. No threads, no I/O.
 */
@NullMarked
package heliograph.protocol;

import org.jspecify.annotations.NullMarked;
