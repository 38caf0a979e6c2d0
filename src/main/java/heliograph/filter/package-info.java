/**
 * NIP-01 filters: what a client asks for, and whether an event matches.
 *
 * <p>Owns {@link heliograph.filter.NostrFilter} and its matcher, the one definition of "matches"
 * that stored scans, live fan-out, COUNT and export share. Promises that a filter, once built, is
 * valid and immutable, and that matching allocates nothing. Knows nothing of JSON, stores or time.
 */
@NullMarked
package heliograph.filter;

import org.jspecify.annotations.NullMarked;
