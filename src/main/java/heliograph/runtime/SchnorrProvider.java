package heliograph.runtime;

import heliograph.config.CryptoProvider;
import heliograph.crypto.Schnorr;
import heliograph.crypto.bouncycastle.PortableSchnorr;
import heliograph.crypto.secp256k1.NativeSchnorr;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Chooses the implementation that checks signatures: the native library if it loads, otherwise
 * Bouncy Castle.
 */
public final class SchnorrProvider {
  private static final Logger LOG = System.getLogger(SchnorrProvider.class.getName());

  private SchnorrProvider() {}

  /**
   * Creates the configured implementation.
   *
   * @throws IllegalStateException if {@code secp256k1} is configured and does not load
   */
  public static Schnorr of(CryptoProvider provider) {
    return switch (provider) {
      case SECP256K1 -> new NativeSchnorr();
      case BOUNCYCASTLE -> new PortableSchnorr();
      case AUTO -> {
        try {
          yield new NativeSchnorr();
        } catch (IllegalStateException e) {
          LOG.log(Level.WARNING, "crypto fallback=bouncycastle reason=" + e.getMessage());
          yield new PortableSchnorr();
        }
      }
    };
  }
}
