package heliograph.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Reads JSON numbers of any form as whole numbers: {@code 1.7e9} is 1700000000, and a number beyond
 * 64 bits is the largest or smallest {@code long}. The work is bounded for every exponent.
 */
final class JsonNumber {
  /** The maximum number of characters; a longer number is refused. */
  private static final int LENGTH_MAX = 64;

  /** The number of digits that always fit in 64 bits. */
  private static final int PLAIN_MAX = 18;

  private JsonNumber() {}

  /**
   * Reads the number between {@code from} and {@code to}.
   *
   * @param rounding how a fraction is rounded; {@code UNNECESSARY} to refuse it
   * @throws MalformedInput if it is not a number, or has a fraction that {@code rounding} refuses;
   *     the message names {@code what}
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
      long digits = (long) value.precision() - value.scale(); // digits before the decimal point
      if (value.signum() == 0) {
        return 0;
      }
      if (digits > PLAIN_MAX + 1) {
        return extreme(value.signum());
      }
      if (digits < 0) { // below 0.1: avoids writing as many zeros as the exponent says
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
