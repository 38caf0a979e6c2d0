/**
 * The relay's HTTP interfaces for programs: relay management (NIP-86) at the relay's own address,
 * statistics and histories under {@code /api/v1} (JAX-RS).
 *
 * <p>Promises that only a caller that has proven to be an administrator for this very request
 * (NIP-98) changes anything, that every change is durable and in effect before it is answered, and
 * that the audit log has it. Threads: the container's.
 */
@NullMarked
package heliograph.api;

import org.jspecify.annotations.NullMarked;
