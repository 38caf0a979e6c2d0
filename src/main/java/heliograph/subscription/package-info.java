/**
 * A REQ's life: stored events, EOSE, live events, CLOSED.
 *
 * <p>Owns the index of live filters, the workers that run stored scans in slices, the hand-over
 * between the two, COUNT, and searches that combine index and store. Promises no gap and no
 * duplicate: a subscription is in the index before its scan takes its snapshot, live events wait
 * until EOSE is sent, and those that the snapshot covers are dropped by their sequence number.
 * Threads: scan workers, one live thread that follows the change feed; verifiers pass through with
 * ephemeral events.
 */
@NullMarked
package heliograph.subscription;

import org.jspecify.annotations.NullMarked;
