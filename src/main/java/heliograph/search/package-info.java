/**
 * Full-text search (NIP-50): what a search string means, and which events it finds.
 *
 * <p>Owns the Lucene index, which can always be rebuilt from the store, and {@link
 * heliograph.search.SearchQuery}, the one meaning of a search string that stored and live events
 * share. Promises: the index and its position in the change feed are committed together, so a
 * killed relay continues where its index ends; a search sees a change about half a second after its
 * commit; hits come best first. Tags are not in the index: the reader of hits checks the whole
 * filter on the stored event. Threads: one feeder writes; any thread searches, without handing
 * over; Lucene's own merge threads end with the index. The feeder is asked to stop and never
 * interrupted, because an interrupt closes the file being written.
 */
@NullMarked
package heliograph.search;

import org.jspecify.annotations.NullMarked;
