package heliograph.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Reads private keys from PEM files of three formats (PKCS#8, PKCS#1 and SEC 1) and converts them
 * to PKCS#8, the one that Java reads.
 */
final class PemKey {
  private PemKey() {}

  /**
   * Returns the first private key of a PEM text, as PKCS#8.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static byte[] read(byte[] pem) {
    String text = new String(pem, US_ASCII);
    if (text.contains("ENCRYPTED")) {
      throw new IllegalArgumentException(
          "it is encrypted; decrypt it (openssl pkey) into a file that only the relay can read");
    }
    try {
      for (String type : new String[] {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"}) {
        byte[] block = block(text, type);
        if (block.length > 0) {
          return asPkcs8(type, block);
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("it is broken", e);
    }
    throw new IllegalArgumentException("there is no PEM block PRIVATE KEY in it");
  }

  private static byte[] block(String text, String type) {
    String begin = "-----BEGIN " + type + "-----";
    int start = text.indexOf(begin);
    int end = text.indexOf("-----END " + type + "-----");
    return start < 0 || end < start
        ? new byte[0]
        : Base64.getMimeDecoder().decode(text.substring(start + begin.length(), end));
  }

  private static byte[] asPkcs8(String type, byte[] block) throws IOException {
    return switch (type) {
      case "RSA PRIVATE KEY" ->
          pkcs8(
              new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
              RSAPrivateKey.getInstance(block));
      case "EC PRIVATE KEY" -> {
        ECPrivateKey key = ECPrivateKey.getInstance(block);
        yield pkcs8(
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()),
            key);
      }
      default -> block;
    };
  }

  private static byte[] pkcs8(AlgorithmIdentifier algorithm, ASN1Object key) throws IOException {
    return new PrivateKeyInfo(algorithm, key).getEncoded();
  }
}
