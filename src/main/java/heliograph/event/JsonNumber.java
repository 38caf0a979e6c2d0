package heliograph.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Reads JSON numbers of any form as whole ones: {@code 1.7e9} is 1700000000, and what is beyond 64
 * bits is the largest or smallest of them. The work is bounded whatever the exponent.
 */
final class JsonNumber {
  /** Characters of a number; longer ones say nothing that fits 64 bits. */
  private static final int LENGTH_MAX = 64;

  /** So many digits always fit 64 bits. */
  private static final int PLAIN_MAX = 18;

  private JsonNumber() {}

  /**
   * Reads the number between {@code from} and {@code to}.
   *
   * @param rounding where a fraction goes; {@code UNNECESSARY} to refuse it
   * @throws MalformedInput naming {@code what}, if it is no number or must have no fraction
   */
  static long whole(byte[] in, int from, int to, String what, RoundingMode rounding) {
    int digits = in[from] == '-' ? from + 1 : from;
    boolean begins = digits < to && isDigit(in[digits]);
    boolean leadingZero = begins && in[digits] == '0' && digits + 1 < to && isDigit(in[digits + 1]);
    if (!begins || leadingZero || to - from > LENGTH_MAX || !isDigit(in[to - 1])) {
      throw new MalformedInput(what + " must be a number");
    }
    if (to - digits > PLAIN_MAX) {
      return rounded(in, from, to, what, rounding);
    }
    long value = 0;
    for (int i = digits; i < to; i++) {
      if (!isDigit(in[i])) {
        return rounded(in, from, to, what, rounding);
      }
      value = value * 10 + in[i] - '0';
    }
    return digits == from ? value : -value;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static long rounded(byte[] in, int from, int to, String what, RoundingMode rounding) {
    try {
      BigDecimal value = new BigDecimal(new String(in, from, to - from, ISO_8859_1));
      long digits = (long) value.precision() - value.scale(); // before the point
      if (value.signum() == 0) {
        return 0;
      }
      if (digits > PLAIN_MAX + 1) {
        return extreme(value.signum());
      }
      if (digits < 0) { // next to nothing: as many zeros as the exponent says need not be written
        value = BigDecimal.valueOf(value.signum(), 1);
      }
      BigInteger whole = value.setScale(0, rounding).toBigInteger();
      return whole.bitLength() < 64 ? whole.longValue() : extreme(whole.signum());
    } catch (NumberFormatException e) {
      throw new MalformedInput(what + " must be a number");
    } catch (ArithmeticException e) {
      throw new MalformedInput(what + " must be a whole number");
    }
  }

  private static long extreme(int sign) {
    return sign < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }
}
