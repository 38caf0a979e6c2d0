/** The folder of a store: who may write to it, and whether its disk has room. */
@NullMarked
package heliograph.store.disk;

import org.jspecify.annotations.NullMarked;
