/**
 * The event store on LMDB: one environment, one transaction that writes, readers without locks.
 *
 * <pre>
 * dbi          key                                              value
 * event        local id                                         packed event (PackedEvent)
 * id           id[8] local id                                   –
 * time         ~created_at id[8] local id                       –
 * kind         kind ~created_at id[8] local id                  –
 * author       pubkey[8] ~created_at id[8] local id             –
 * author_kind  pubkey[8] kind ~created_at id[8] local id        –
 * tag          letter hash ~created_at id[8] local id kind      –
 * replaceable  pubkey[32] kind sha256(d)[16]                    local id
 * tombstone    'e' id pubkey | 'a' pubkey kind sha256(d)[16]    – | deleted up to created_at
 * expiry       expiration local id                              –
 * feed         seq                                              operation kind id pubkey
 * version      pubkey[32] kind sha256(d)[16] ~created_at id[8]  replaced at, packed event
 * expired      see CurrentVersions
 * erasing      local id                                         head of a removed event (TagErasure)
 * counter      shape id-or-pubkey[32]                           count expiring lost registers[256]
 * meta         name                                             number
 * </pre>
 *
 * <p>Numbers are big-endian, so LMDB's byte order is the wanted order; times are inverted, so a
 * forward cursor meets the newest first. Keys hold the first eight bytes of ids and public keys and
 * a 64-bit hash of tag values: small keys make small trees, and every candidate is confirmed on the
 * packed event. The local id at the end of a key makes it unique and spares the value. An event's
 * local id is the feed's sequence number of its arrival.
 *
 * <p>Threads: {@code WriteLoop} decides what is written and logs it, {@code Applier} writes what
 * the log has, each in transactions of {@code Commits}, one at a time; any thread may read, within
 * a bounded number of read transactions, each kept for one slice of a scan, with the pending
 * changes on top.
 */
@NullMarked
package heliograph.store.lmdb;

import org.jspecify.annotations.NullMarked;
