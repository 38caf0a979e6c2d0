/**
 * BIP-340 Schnorr signatures over secp256k1: a port to verify and create them.
 *
 * <p>Two adapters live beside it: {@code crypto.secp256k1} (libsecp256k1 over JNI, fast) and {@code
 * crypto.bouncycastle} (portable). Both give the same verdict on the same bytes, which a test
 * checks against the BIP-340 vectors; {@code runtime} and {@code cli} choose one at start. The
 * relay's own key, and the events it signs with it, are here too.
 */
@NullMarked
package heliograph.crypto;

import org.jspecify.annotations.NullMarked;
