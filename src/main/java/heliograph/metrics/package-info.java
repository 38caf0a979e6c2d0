/**
 * Counters and timers that the other rooms bump.
 *
 * <p>Owns the names of the relay's metrics and two ways to keep them: in memory, for the command
 * line and tests, and in the text format of Prometheus, for {@code /metrics}. Bumping is
 * thread-safe, never blocks and never throws.
 */
@NullMarked
package heliograph.metrics;

import org.jspecify.annotations.NullMarked;
