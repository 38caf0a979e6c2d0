/**
 * The native adapter: libsecp256k1 over JNI. Loading it may fail; the caller then uses another
 * adapter.
 */
@NullMarked
package heliograph.crypto.secp256k1;

import org.jspecify.annotations.NullMarked;
