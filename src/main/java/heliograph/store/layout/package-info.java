/**
 * The layouts of keys and values in the store, independent of the library that keeps them. A change
 * of one of them is a change of the schema.
 */
@NullMarked
package heliograph.store.layout;

import org.jspecify.annotations.NullMarked;
