package heliograph.event;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

/**
 * Reads keys as people copy them: {@code npub1…} and {@code nprofile1…} of NIP-19, whose checksum
 * is that of BIP-173, or 64 hex digits.
 */
public final class Bech32 {
  private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int[] GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };
  private static final int CHECKSUM = 6;
  private static final int LENGTH_MAX = 5_000;

  private Bech32() {}

  /**
   * The key that {@code text} names.
   *
   * @throws IllegalArgumentException if it names none, saying why
   */
  public static PublicKey publicKey(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("npub1")) {
      return key(decode(lower, "npub"));
    }
    if (lower.startsWith("nprofile1")) {
      return key(special(decode(lower, "nprofile")));
    }
    return PublicKey.parse(lower);
  }

  private static PublicKey key(byte[] bytes) {
    if (bytes.length != 32) {
      throw new IllegalArgumentException("a public key has 32 bytes, not " + bytes.length);
    }
    return PublicKey.parse(Hex.encode(bytes));
  }

  /** The first value of type 0 in a list of type, length and value: the key of a profile. */
  private static byte[] special(byte[] list) {
    for (int at = 0; at + 2 <= list.length; ) {
      int length = list[at + 1] & 0xff;
      if (at + 2 + length > list.length) {
        break;
      }
      if (list[at] == 0) {
        byte[] value = new byte[length];
        System.arraycopy(list, at + 2, value, 0, length);
        return value;
      }
      at += 2 + length;
    }
    throw new IllegalArgumentException("the nprofile names no key");
  }

  private static byte[] decode(String text, String prefix) {
    int start = prefix.length() + 1;
    if (text.length() > LENGTH_MAX || text.length() < start + CHECKSUM) {
      throw new IllegalArgumentException("the " + prefix + " has a wrong length");
    }
    int check = 1;
    for (int i = 0; i < prefix.length(); i++) {
      check = step(check) ^ prefix.charAt(i) >> 5;
    }
    check = step(check);
    for (int i = 0; i < prefix.length(); i++) {
      check = step(check) ^ prefix.charAt(i) & 31;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int bits = 0;
    int value = 0;
    for (int i = start; i < text.length(); i++) {
      int digit = ALPHABET.indexOf(text.charAt(i));
      if (digit < 0) {
        throw new IllegalArgumentException(
            "the " + prefix + " has a character that is none of its");
      }
      check = step(check) ^ digit;
      if (i < text.length() - CHECKSUM) {
        value = value << 5 | digit;
        bits += 5;
        if (bits >= 8) {
          bits -= 8;
          bytes.write(value >> bits);
          value &= (1 << bits) - 1;
        }
      }
    }
    if (check != 1) {
      throw new IllegalArgumentException("the " + prefix + " has a wrong checksum");
    }
    return bytes.toByteArray();
  }

  private static int step(int check) {
    int top = check >>> 25;
    int next = (check & 0x1ffffff) << 5;
    for (int i = 0; i < GENERATOR.length; i++) {
      if ((top >>> i & 1) != 0) {
        next ^= GENERATOR[i];
      }
    }
    return next;
  }
}
