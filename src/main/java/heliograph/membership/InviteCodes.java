package heliograph.membership;

import heliograph.crypto.RelayKey;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * Invite codes that carry their own expiration and proof, so that none is stored. Anybody can use a
 * code until it expires, also after restarts of the relay. Immutable.
 *
 * <pre>
 * base64url( expires i64 seconds | random 8 | HMAC-SHA-256 of both, first 16 bytes )
 * </pre>
 */
final class InviteCodes {
  private static final int SIGNED = 16;
  private static final int MAC = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** The validity of a code. */
  enum Worth {
    GOOD,
    EXPIRED,
    INVALID
  }

  private final RelayKey key;

  InviteCodes(RelayKey key) {
    this.key = key;
  }

  /** Returns a new code, valid until {@code expires}, in seconds since 1970. */
  String issue(long expires) {
    byte[] signed = ByteBuffer.allocate(SIGNED).putLong(expires).putLong(RANDOM.nextLong()).array();
    byte[] code = Arrays.copyOf(signed, SIGNED + MAC);
    System.arraycopy(key.mac(signed), 0, code, SIGNED, MAC);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(code);
  }

  Worth worth(String text, long now) {
    byte[] code;
    try {
      code = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return Worth.INVALID;
    }
    if (code.length != SIGNED + MAC) {
      return Worth.INVALID;
    }
    byte[] mac = Arrays.copyOf(key.mac(Arrays.copyOf(code, SIGNED)), MAC);
    if (!MessageDigest.isEqual(mac, Arrays.copyOfRange(code, SIGNED, SIGNED + MAC))) {
      return Worth.INVALID;
    }
    return ByteBuffer.wrap(code).getLong() < now ? Worth.EXPIRED : Worth.GOOD;
  }
}
