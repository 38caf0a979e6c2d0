/**
 * The command line: what an operator types after {@code ./heliograph}.
 *
 * <p>Each command is a class of its own and uses the entry points that the server uses; none has a
 * way into the store that publishing does not have. Errors are one sentence on standard error; exit
 * codes are 0, 1 for a failure, 2 for wrong usage, and what a command's help adds.
 */
@NullMarked
package heliograph.cli;

import org.jspecify.annotations.NullMarked;
