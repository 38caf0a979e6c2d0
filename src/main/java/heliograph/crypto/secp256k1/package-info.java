/** The native adapter: libsecp256k1 over JNI. Loading it may fail; whoever chooses it decides. */
@NullMarked
package heliograph.crypto.secp256k1;

import org.jspecify.annotations.NullMarked;
