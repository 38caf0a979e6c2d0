/**
 * Which events a relay keeps, by NIP-01, NIP-09, NIP-40 and NIP-59: what a newer event replaces,
 * and what a deletion removes. The rules are the same for what is stored and for what is pending.
 */
@NullMarked
package heliograph.store.rules;

import org.jspecify.annotations.NullMarked;
