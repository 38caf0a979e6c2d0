/**
 * The time capsule: what authors had before they replaced it.
 *
 * <p>Replaced versions of replaceable and addressable events are kept by the store in the very
 * transaction that replaces them, whatever way the new version comes; this room says whose, and
 * reads them as a history of changes. What an author deletes (NIP-09) or lets vanish (NIP-62) goes
 * from the history as well. Threads: none of its own; everything here is thread-safe.
 */
@NullMarked
package heliograph.archive;

import org.jspecify.annotations.NullMarked;
