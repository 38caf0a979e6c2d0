/**
 * The local administration socket of a running relay.
 *
 * <p>Owns a Unix domain socket in the data folder through which the command line hands events to
 * the process that holds the store (ADR 0002). Whoever may open the socket may write the folder, so
 * there is nothing more to authenticate. Promises one answer for each line, in any order, and
 * bounded memory. Threads: one that accepts, two virtual ones for each caller.
 */
@NullMarked
package heliograph.control;

import org.jspecify.annotations.NullMarked;
