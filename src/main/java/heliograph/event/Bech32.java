package heliograph.event;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

/**
 * Encodes bytes as text that a person can copy (BIP-173): a prefix, the digit 1, one character for
 * every five bits and a checksum of six characters. A text may have 5,000 characters, as NIP-19
 * allows; BIP-173 itself allows 90.
 */
final class Bech32 {
  private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int[] GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };
  private static final int CHECKSUM = 6;
  private static final int LENGTH_MAX = 5_000;

  private Bech32() {}

  /**
   * Decodes a text that is all lower case or all upper case.
   *
   * @param prefix the part before the digit 1, in lower case
   * @throws IllegalArgumentException if the text is not exactly what {@link #encode} returns for
   *     some bytes; the message says why
   */
  static byte[] decode(String prefix, String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!text.equals(lower) && !text.equals(text.toUpperCase(Locale.ROOT))) {
      throw new IllegalArgumentException("the " + prefix + " mixes upper and lower case");
    }
    int start = prefix.length() + 1;
    if (text.length() > LENGTH_MAX
        || text.length() < start + CHECKSUM
        || !lower.startsWith(prefix + "1")) {
      throw new IllegalArgumentException("the " + prefix + " has a wrong length");
    }
    int check = start(prefix);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int bits = 0;
    int value = 0;
    for (int i = start; i < lower.length(); i++) {
      int digit = ALPHABET.indexOf(lower.charAt(i));
      if (digit < 0) {
        throw new IllegalArgumentException(
            "the " + prefix + " has a character outside the Bech32 alphabet");
      }
      check = step(check) ^ digit;
      if (i < lower.length() - CHECKSUM) {
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
    if (bits >= 5 || value != 0) {
      throw new IllegalArgumentException("the " + prefix + " does not end at a whole byte");
    }
    return bytes.toByteArray();
  }

  /**
   * Encodes bytes as text, in lower case.
   *
   * @throws IllegalArgumentException if the text would be too long
   */
  static String encode(String prefix, byte[] bytes) {
    int digits = (bytes.length * 8 + 4) / 5;
    if (prefix.length() + 1 + digits + CHECKSUM > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "the " + prefix + " would have more than " + LENGTH_MAX + " characters");
    }
    StringBuilder text = new StringBuilder(digits);
    int value = 0;
    int bits = 0;
    int next = 0;
    for (int i = 0; i < digits; i++) {
      if (bits < 5) {
        value = (value & 0xf) << 8 | (next < bytes.length ? bytes[next] & 0xff : 0);
        next++;
        bits += 8;
      }
      bits -= 5;
      text.append(ALPHABET.charAt(value >> bits & 31));
    }
    return withChecksum(prefix, text.toString());
  }

  /** Returns the text of these data characters, followed by their checksum. */
  static String withChecksum(String prefix, String digits) {
    int check = start(prefix);
    for (int i = 0; i < digits.length(); i++) {
      check = step(check) ^ ALPHABET.indexOf(digits.charAt(i));
    }
    for (int i = 0; i < CHECKSUM; i++) {
      check = step(check);
    }
    check ^= 1;
    StringBuilder text = new StringBuilder(prefix).append('1').append(digits);
    for (int i = CHECKSUM - 1; i >= 0; i--) {
      text.append(ALPHABET.charAt(check >> 5 * i & 31));
    }
    return text.toString();
  }

  private static int start(String prefix) {
    int check = 1;
    for (int i = 0; i < prefix.length(); i++) {
      check = step(check) ^ prefix.charAt(i) >> 5;
    }
    check = step(check);
    for (int i = 0; i < prefix.length(); i++) {
      check = step(check) ^ prefix.charAt(i) & 31;
    }
    return check;
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
