/**
 * Nostr events, their identifiers and their bytes: the types that every other room uses.
 *
 * <p>Owns the packed form of an event (one byte array that is matched in memory, stored in LMDB and
 * sent to clients without being rebuilt), the parser that produces it from hostile JSON and the
 * NIP-01 id hash. Promises that a {@link heliograph.event.NostrEvent} is well-formed; whether its
 * id and signature hold is for {@code ingest} to establish. Everything here is immutable or
 * confined to its caller; no threads, no locks, no I/O.
 */
@NullMarked
package heliograph.event;

import org.jspecify.annotations.NullMarked;
