/**
 * One client: its identity, its subscriptions and reconciliations, its bounded outbound queue, its
 * end.
 *
 * <p>Owns the meaning of each message a client sends and the answer it gets; a fault in one
 * connection ends there. Promises exactly one OK for each EVENT, an EOSE or CLOSED for each REQ, a
 * COUNT or CLOSED for each COUNT, a NEG-MSG or NEG-ERR for each NEG-OPEN and NEG-MSG, and memory
 * bounded by configuration whatever the client does. Threads: messages come on the container's;
 * answers come from verifiers, writer, scan workers and the live thread; one virtual thread at a
 * time sends.
 */
@NullMarked
package heliograph.connection;

import org.jspecify.annotations.NullMarked;
