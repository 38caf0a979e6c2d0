/**
 * The one way into the store: verify, judge, write.
 *
 * <p>Publishing clients, imports and every later source pass here. Promises that each submitted
 * event gets exactly one outcome, that nothing reaches the store whose id and signature do not
 * hold, and that an event is answered as accepted after the commit. Threads: a fixed set of
 * verifiers, one a core, behind one bounded queue.
 */
@NullMarked
package heliograph.ingest;

import org.jspecify.annotations.NullMarked;
