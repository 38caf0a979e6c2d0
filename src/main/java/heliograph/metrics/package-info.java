/**
 * Counters and timers that the other rooms update.
 *
 * <p>Owns the names of the relay's metrics and two ways to keep them: in memory, for the command
 * line and tests, and in the text format of Prometheus, for {@code /metrics}. Updates are
 * thread-safe, never block and never throw.
 */
@NullMarked
package heliograph.metrics;

import org.jspecify.annotations.NullMarked;
