/**
 * Negentropy V1, the set reconciliation that NIP-77 wraps: two parties learn which event ids only
 * one of them has, for far fewer bytes than a list of ids.
 *
 * <p>Owns the sorted set of items, its fingerprints, the binary messages and the two roles: {@link
 * heliograph.negentropy.Reconciliation} answers, {@link heliograph.negentropy.Initiator} asks and
 * learns. Promises that hostile bytes end in {@link heliograph.event.MalformedInput} and nothing
 * else, and that no claim inside a message allocates more than the message's own length. Knows
 * nothing of JSON, hex, filters or stores. A set is immutable and shared freely; a role is confined
 * to one thread at a time; no threads, no locks, no I/O.
 */
@NullMarked
package heliograph.negentropy;

import org.jspecify.annotations.NullMarked;
