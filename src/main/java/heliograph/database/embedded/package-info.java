/**
 * A PostgreSQL that comes with the relay: unpacked, set up, started and stopped as a process of its
 * own, on this machine's loopback only. Blocking; confined to the thread that looks after the
 * database.
 */
@NullMarked
package heliograph.database.embedded;

import org.jspecify.annotations.NullMarked;
