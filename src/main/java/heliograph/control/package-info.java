/**
 * The local administration socket of a running relay.
 *
 * <p>Owns a Unix domain socket in the data folder through which the command line passes events to
 * the process that holds the store (ADR 0002). A process that may open the socket may also write
 * the folder, so no further authentication is needed. Promises one answer for each line, in any
 * order, and bounded memory. Threads: one that accepts, two virtual ones for each caller.
 */
@NullMarked
package heliograph.control;

import org.jspecify.annotations.NullMarked;
