/**
 * Threads that do one thing for as long as the relay runs.
 *
 * <p>Owns {@link heliograph.worker.Worker}: how such a thread begins, repeats its step, survives a
 * fault and comes to an end. Knows nothing of what a step does.
 */
@NullMarked
package heliograph.worker;

import org.jspecify.annotations.NullMarked;
