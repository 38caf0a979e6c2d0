package heliograph.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lower-case hexadecimal, the only spelling NIP-01 allows for ids, keys and signatures. */
public final class Hex {
  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final byte[] VALUES = values();

  private Hex() {}

  private static byte[] values() {
    byte[] values = new byte[256];
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < 16; i++) {
      values[DIGITS[i]] = (byte) i;
    }
    return values;
  }

  /**
   * Returns true if {@code length} bytes from {@code offset} are all lower-case hexadecimal digits.
   */
  public static boolean isLowerHex(byte[] text, int offset, int length) {
    int seen = 0;
    for (int i = offset; i < offset + length; i++) {
      seen |= VALUES[text[i] & 0xff];
    }
    return seen >= 0;
  }

  /**
   * Returns the 64-bit word spelled by sixteen digits at {@code offset}, which must be lower-case
   * hex.
   */
  public static long word(byte[] text, int offset) {
    long word = 0;
    for (int i = offset; i < offset + 16; i++) {
      word = word << 4 | VALUES[text[i] & 0xff];
    }
    return word;
  }

  /** Writes the sixteen digits of {@code word} at {@code offset}. */
  public static void putWord(long word, byte[] target, int offset) {
    for (int i = 15; i >= 0; i--) {
      target[offset + i] = DIGITS[(int) word & 15];
      word >>>= 4;
    }
  }

  /** Decodes {@code 2 * length} digits at {@code offset} into {@code length} bytes. */
  public static byte[] decode(byte[] text, int offset, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      int high = VALUES[text[offset + 2 * i] & 0xff];
      int low = VALUES[text[offset + 2 * i + 1] & 0xff];
      bytes[i] = (byte) (high << 4 | low);
    }
    return bytes;
  }

  /** Returns the two digits of each byte, in order. */
  public static String encode(byte[] bytes) {
    byte[] text = new byte[2 * bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      text[2 * i] = DIGITS[bytes[i] >> 4 & 15];
      text[2 * i + 1] = DIGITS[bytes[i] & 15];
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  static String encode(long a, long b, long c, long d) {
    byte[] text = new byte[64];
    putWord(a, text, 0);
    putWord(b, text, 16);
    putWord(c, text, 32);
    putWord(d, text, 48);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /**
   * Checks that {@code hex} has 64 lower-case hex digits. They are a secret, so the message of the
   * exception does not repeat them.
   */
  static void secret64(String hex) {
    byte[] text = hex.getBytes(StandardCharsets.UTF_8);
    if (text.length != 64 || !isLowerHex(text, 0, 64)) {
      throw new IllegalArgumentException("a secret key must be 64 lower-case hex digits");
    }
  }

  static byte[] ascii64(String hex, String what) {
    byte[] text = hex.getBytes(StandardCharsets.UTF_8);
    if (text.length != 64 || !isLowerHex(text, 0, 64)) {
      throw new IllegalArgumentException(
          what + " must be 64 lower-case hex digits: " + (hex.length() > 80 ? "…" : hex));
    }
    return text;
  }
}
