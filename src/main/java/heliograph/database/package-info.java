/**
 * The PostgreSQL database: the server it runs on (embedded or the operator's), connection pools,
 * reconnection, migrations, locks shared by the relays of one database. Other rooms decide what is
 * stored and queried.
 */
@NullMarked
package heliograph.database;

import org.jspecify.annotations.NullMarked;
