/**
 * A PostgreSQL that comes with the relay: unpacked, set up, started and stopped as a separate
 * process, on this machine's loopback only. Blocking; confined to the database's thread.
 */
@NullMarked
package heliograph.database.embedded;

import org.jspecify.annotations.NullMarked;
