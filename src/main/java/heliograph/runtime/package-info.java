/**
 * The composition root: reads the configuration, creates every object once, starts and stops them
 * in order.
 *
 * <p>{@link heliograph.runtime.Relay} is the whole relay without a container; CDI only hands out
 * its parts. Threads that must outlive every request and end in a fixed order (writer, verifiers,
 * scan workers, live) are created here, not borrowed from the container; see ADR 0003.
 */
@NullMarked
package heliograph.runtime;

import org.jspecify.annotations.NullMarked;
