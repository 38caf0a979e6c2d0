/**
 * The PostgreSQL database: the server it runs on (embedded or the operator's), connection pools,
 * the look-out that reconnects them, migrations, locks shared by the relays of one database. What
 * is stored there and asked of it is decided by other rooms.
 */
@NullMarked
package heliograph.database;

import org.jspecify.annotations.NullMarked;
