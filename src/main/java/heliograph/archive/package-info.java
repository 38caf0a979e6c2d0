/**
 * The time capsule: the versions of events that authors have replaced.
 *
 * <p>Replaced versions of replaceable and addressable events are kept by the store in the very
 * transaction that replaces them, whichever way the new version arrives; this room decides whose
 * are kept, and reads them as a history of changes. What an author deletes (NIP-09) or lets vanish
 * (NIP-62) is removed from the history as well. Threads: none of its own; everything here is
 * thread-safe.
 */
@NullMarked
package heliograph.archive;

import org.jspecify.annotations.NullMarked;
