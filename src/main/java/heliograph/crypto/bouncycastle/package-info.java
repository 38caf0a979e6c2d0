/** The portable adapter: BIP-340 on Bouncy Castle's curve arithmetic. */
@NullMarked
package heliograph.crypto.bouncycastle;

import org.jspecify.annotations.NullMarked;
