package heliograph.crypto;

/** Verifies and creates BIP-340 signatures. Implementations are thread-safe. */
public interface Schnorr {

  /**
   * Returns true if {@code signature} is valid.
   *
   * @param signature 64 bytes
   * @param message 32 bytes, here an event id
   * @param pubkey 32 bytes, x-only; not necessarily a point on the curve
   */
  boolean verify(byte[] signature, byte[] message, byte[] pubkey);

  /**
   * Signs a message.
   *
   * @param message 32 bytes
   * @param secretKey 32 bytes, from 1 to the group order − 1
   * @param auxiliaryRandomness 32 bytes, as BIP-340 recommends
   * @return 64 bytes
   * @throws IllegalArgumentException if the secret key is out of range
   */
  byte[] sign(byte[] message, byte[] secretKey, byte[] auxiliaryRandomness);

  /**
   * Returns the x-only public key of a secret key.
   *
   * @return 32 bytes
   * @throws IllegalArgumentException if the secret key is out of range
   */
  byte[] publicKey(byte[] secretKey);

  /** Returns the name of the implementation, for the log and {@code heliograph version}. */
  String name();
}
