package heliograph.config;

/** The implementation that checks signatures. */
public enum CryptoProvider {
  /** libsecp256k1 where its native library loads, Bouncy Castle otherwise. */
  AUTO,
  /** libsecp256k1, or the relay does not start. */
  SECP256K1,
  /** Bouncy Castle: portable, slower. */
  BOUNCYCASTLE
}
