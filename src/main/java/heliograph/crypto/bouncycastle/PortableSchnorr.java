package heliograph.crypto.bouncycastle;

import heliograph.crypto.Schnorr;
import heliograph.event.Sha256;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;

/**
 * BIP-340 in Java, for platforms without the native library. Verification handles public data only;
 * signing is not hardened against timing and serves tests and small tools. Thread-safe.
 */
public final class PortableSchnorr implements Schnorr {
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
  private static final BigInteger ORDER = CURVE.getN();
  private static final BigInteger FIELD = CURVE.getCurve().getField().getCharacteristic();

  @Override
  public boolean verify(byte[] signature, byte[] message, byte[] pubkey) {
    BigInteger r = new BigInteger(1, signature, 0, 32);
    BigInteger s = new BigInteger(1, signature, 32, 32);
    if (r.compareTo(FIELD) >= 0 || s.compareTo(ORDER) >= 0) {
      return false;
    }
    ECPoint key;
    try {
      key = lift(pubkey);
    } catch (IllegalArgumentException e) {
      return false; // no point has this x
    }
    BigInteger e =
        new BigInteger(
                1,
                tagged(
                    "BIP0340/challenge", BigIntegers.asUnsignedByteArray(32, r), pubkey, message))
            .mod(ORDER);
    ECPoint point =
        ECAlgorithms.sumOfTwoMultiplies(CURVE.getG(), s, key, ORDER.subtract(e).mod(ORDER))
            .normalize();
    return !point.isInfinity()
        && !point.getAffineYCoord().testBitZero()
        && point.getAffineXCoord().toBigInteger().equals(r);
  }

  /** Returns the point with this x and an even y. */
  private static ECPoint lift(byte[] x) {
    byte[] compressed = new byte[33];
    compressed[0] = 2;
    System.arraycopy(x, 0, compressed, 1, 32);
    return CURVE.getCurve().decodePoint(compressed);
  }

  @Override
  public byte[] sign(byte[] message, byte[] secretKey, byte[] auxiliaryRandomness) {
    BigInteger d = secret(secretKey);
    ECPoint key = CURVE.getG().multiply(d).normalize();
    byte[] x = key.getAffineXCoord().getEncoded();
    if (key.getAffineYCoord().testBitZero()) {
      d = ORDER.subtract(d);
    }
    byte[] masked = BigIntegers.asUnsignedByteArray(32, d);
    byte[] mask = tagged("BIP0340/aux", auxiliaryRandomness);
    for (int i = 0; i < 32; i++) {
      masked[i] ^= mask[i];
    }
    BigInteger k = new BigInteger(1, tagged("BIP0340/nonce", masked, x, message)).mod(ORDER);
    ECPoint nonce = CURVE.getG().multiply(k).normalize();
    if (nonce.getAffineYCoord().testBitZero()) {
      k = ORDER.subtract(k);
    }
    byte[] r = nonce.getAffineXCoord().getEncoded();
    BigInteger e = new BigInteger(1, tagged("BIP0340/challenge", r, x, message)).mod(ORDER);
    byte[] signature = new byte[64];
    System.arraycopy(r, 0, signature, 0, 32);
    byte[] s = BigIntegers.asUnsignedByteArray(32, k.add(e.multiply(d)).mod(ORDER));
    System.arraycopy(s, 0, signature, 32, 32);
    return signature;
  }

  @Override
  public byte[] publicKey(byte[] secretKey) {
    return CURVE.getG().multiply(secret(secretKey)).normalize().getAffineXCoord().getEncoded();
  }

  private static BigInteger secret(byte[] secretKey) {
    BigInteger d = new BigInteger(1, secretKey);
    if (d.signum() == 0 || d.compareTo(ORDER) >= 0) {
      throw new IllegalArgumentException("secret key must be from 1 to the group order - 1");
    }
    return d;
  }

  private static byte[] tagged(String tag, byte[]... parts) {
    MessageDigest sha256 = Sha256.digest();
    byte[] tagHash = sha256.digest(tag.getBytes(StandardCharsets.UTF_8));
    sha256.update(tagHash);
    sha256.update(tagHash);
    for (byte[] part : parts) {
      sha256.update(part);
    }
    return sha256.digest();
  }

  @Override
  public String name() {
    return "Bouncy Castle";
  }
}
