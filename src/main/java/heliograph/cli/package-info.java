/**
 * The command line: the commands of {@code ./heliograph}.
 *
 * <p>Each command is a class of its own and uses the entry points that the server uses; all of them
 * write events to the store with the checks of publishing. Errors are one sentence on standard
 * error; exit codes are 0, 1 for a failure, 2 for wrong usage, and what a command's help adds.
 */
@NullMarked
package heliograph.cli;

import org.jspecify.annotations.NullMarked;
