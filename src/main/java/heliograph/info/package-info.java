/**
 * The relay's information document (NIP-11) and the landing page, both at the relay's own address.
 *
 * <p>Promises that every limit in the document is one that is enforced, and that nothing is
 * advertised that does not work. Runs on container threads; reads nothing but counters.
 */
@NullMarked
package heliograph.info;

import org.jspecify.annotations.NullMarked;
