/**
 * The log before LMDB: what the relay has accepted and LMDB does not hold yet, on disk.
 *
 * <pre>
 * log.0, log.1   files of one size, filled with zeros when they are made
 * frame          at a multiple of 512 bytes; one batch of accepted events
 *
 * offset size
 *    0     8   magic
 *    8     8   epoch      random; the store's meta names the one that counts
 *   16     8   first      the first change that the batch makes
 *   24     8   last       its last change; first − 1 if it makes none
 *   32     8   seconds    when the batch was decided, since 1970
 *   40     4   entries
 *   44     4   length of the entries in bytes
 *   48     4   CRC-32C of all of these bytes but itself, and of the entries
 *   52     …   entries: flags u8, length i32, packed event
 * </pre>
 *
 * <p>Numbers are big-endian. A frame is forced to disk before the next is written, so only the last
 * can be torn by a loss of power: a frame that is missing before another is damage, and the store
 * is not opened. Frames whose changes LMDB holds, and those of another epoch, count for nothing, so
 * a file is used again without being erased.
 *
 * <p>The log holds events rather than changes: what an event changes follows from the events before
 * it, so LMDB is brought up to date by applying the events again, in order.
 */
@NullMarked
package heliograph.store.log;

import org.jspecify.annotations.NullMarked;
