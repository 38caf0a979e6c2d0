/**
 * Full-text search (NIP-50): what a search string means, and which events it finds.
 *
 * <p>Owns the Lucene index, a by-product of the store that can always be rebuilt, and {@link
 * heliograph.search.SearchQuery}, the one meaning of a search string that stored and live events
 * share. Promises: the index and its place in the change feed are committed together, so a killed
 * relay goes on where its index ends; a search sees a change about half a second after its commit;
 * hits come best first. Tags are not in the index: who reads hits checks the whole filter on the
 * stored event. Threads: one feeder writes; any thread searches, on its own time; Lucene's own
 * merge threads end with the index. Nobody interrupts the feeder, for an interrupt closes the file
 * being written: it is asked to stop.
 */
@NullMarked
package heliograph.search;

import org.jspecify.annotations.NullMarked;
