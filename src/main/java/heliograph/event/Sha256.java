package heliograph.event;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, which every Java platform has (FIPS 180-4). */
public final class Sha256 {
  private Sha256() {}

  /** Returns a new digest, for one thread at a time. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the hash of {@code bytes} in 64 hex digits. */
  public static String hex(byte[] bytes) {
    return Hex.encode(digest().digest(bytes));
  }
}
