/** The folder of a store: who may write to it, whether its disk has room, how it is replaced. */
@NullMarked
package heliograph.store.disk;

import org.jspecify.annotations.NullMarked;
