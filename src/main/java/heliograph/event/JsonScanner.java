package heliograph.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A forward-only reader of JSON (RFC 8259) in UTF-8 bytes, strict where Nostr needs it: integers
 * only, no lone surrogates, valid UTF-8, bounded nesting. It can copy a string in canonical form,
 * which is what an event's stored bytes and id hash are made of.
 *
 * <p>Every method throws {@link MalformedInput} on a violation; the scanner must not be used
 * afterwards. Confined to its caller.
 */
public final class JsonScanner {
  private static final int NESTING_MAX = 32;
  private static final byte[] SHORT_ESCAPES = shortEscapes();

  private final byte[] in;
  private final int end;
  private int at;
  private boolean controlCharacters;

  /** Reads {@code in} from {@code from} inclusive to {@code end} exclusive. */
  public JsonScanner(byte[] in, int from, int end) {
    this.in = in;
    this.at = from;
    this.end = end;
  }

  public JsonScanner(byte[] in) {
    this(in, 0, in.length);
  }

  /** Returns a table with the letter of the short escape, or 0, for each character below 0x60. */
  private static byte[] shortEscapes() {
    byte[] letters = new byte[0x60];
    letters['\n'] = 'n';
    letters['\r'] = 'r';
    letters['\t'] = 't';
    letters['\b'] = 'b';
    letters['\f'] = 'f';
    letters['"'] = '"';
    letters['\\'] = '\\';
    return letters;
  }

  public int position() {
    return at;
  }

  /** Moves to {@code position}; the caller has checked the bytes that are skipped. */
  void moveTo(int position) {
    at = position;
  }

  /** Returns true if a canonical copy so far held a control character without a short escape. */
  public boolean sawControlCharacters() {
    return controlCharacters;
  }

  /** Returns the next byte that is not white space, without consuming it. */
  public byte peek() {
    skipSpace();
    if (at < end) {
      return in[at];
    }
    throw new MalformedInput("unexpected end of JSON");
  }

  private void skipSpace() {
    while (at < end && (in[at] == ' ' || in[at] == '\n' || in[at] == '\t' || in[at] == '\r')) {
      at++;
    }
  }

  /** Consumes {@code wanted}, after white space. */
  public void expect(char wanted) {
    byte b = peek();
    if (b != wanted) {
      throw new MalformedInput("expected '" + wanted + "' but found " + describe(b));
    }
    at++;
  }

  /** Consumes {@code wanted} if it is next, after white space. */
  public boolean accept(char wanted) {
    if (peek() != wanted) {
      return false;
    }
    at++;
    return true;
  }

  /** Checks that nothing but white space is left. */
  public void expectEnd() {
    skipSpace();
    if (at < end) {
      throw new MalformedInput("unexpected " + describe(in[at]) + " after the JSON value");
    }
  }

  private static String describe(byte b) {
    return b > 0x20 && b < 0x7f ? "'" + (char) b + "'" : "byte 0x" + Integer.toHexString(b & 0xff);
  }

  /** Reads an integer without fraction or exponent that fits 64 bits. */
  public long integer(String what) {
    byte first = peek();
    int from = at;
    boolean negative = first == '-';
    if (negative) {
      at++;
    }
    int digits = at;
    long value = 0;
    while (at < end && in[at] >= '0' && in[at] <= '9') {
      int digit = in[at] - '0';
      if (value < (Long.MIN_VALUE + digit) / 10) {
        throw new MalformedInput(what + " is out of range");
      }
      value = value * 10 - digit;
      at++;
    }
    int count = at - digits;
    boolean fraction = at < end && (in[at] == '.' || in[at] == 'e' || in[at] == 'E');
    boolean leadingZero = count > 1 && in[digits] == '0' || negative && value == 0;
    if (count == 0 || fraction || leadingZero || !negative && value == Long.MIN_VALUE) {
      throw new MalformedInput(what + " must be an integer, without fraction or exponent");
    }
    return from == digits ? -value : value;
  }

  /** Consumes {@code null} if it is next, after white space. */
  public boolean acceptNull() {
    if (peek() != 'n') {
      return false;
    }
    skipWord("null");
    return true;
  }

  /** Reads a number as {@link JsonNumber} rounds it. */
  public long number(String what, RoundingMode rounding) {
    peek();
    int from = at;
    skipNumber();
    return JsonNumber.whole(in, from, at, what, rounding);
  }

  /** Reads a string and decodes it. */
  public String string() {
    peek();
    byte[] canonical = new byte[scanAhead()];
    return CanonicalString.decode(canonical, copyString(canonical, 0));
  }

  /** Reads a string and returns its canonical bytes, without quotes. */
  public byte[] canonicalString() {
    peek();
    byte[] canonical = new byte[scanAhead()];
    return Arrays.copyOf(canonical, copyString(canonical, 0));
  }

  /** Returns an upper bound for the bytes up to the string's closing quote. */
  private int scanAhead() {
    int i = at + 1;
    while (i < end && in[i] != '"') {
      i += in[i] == '\\' ? 2 : 1;
    }
    return Math.max(8, i - at);
  }

  /**
   * Reads a string and writes the canonical form of what is between its quotes: UTF-8, only the
   * seven escapes of NIP-01, other control characters as {@code \\u00xx} for the wire.
   *
   * @param out an array with room for as many bytes as the string has
   * @return the position in {@code out} after the copy
   */
  public int copyString(byte[] out, int outAt) {
    expect('"');
    int plain = at;
    while (at < end) {
      byte b = in[at];
      if (b == '"' || b == '\\') {
        int length = at - plain;
        System.arraycopy(in, plain, out, outAt, length);
        outAt += length;
        at++;
        if (b == '"') {
          return outAt;
        }
        outAt = copyEscape(out, outAt);
        plain = at;
      } else if (b >= 0x20) {
        at++;
      } else if (b < 0) {
        skipMultibyte();
      } else {
        throw new MalformedInput("control characters in strings must be escaped");
      }
    }
    throw new MalformedInput("unterminated string");
  }

  /** Checks one UTF-8 sequence of two to four bytes (RFC 3629) and steps over it. */
  private void skipMultibyte() {
    int lead = in[at] & 0xff;
    int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc2 || lead > 0xf4 || at + more >= end) {
      throw new MalformedInput("text is not valid UTF-8");
    }
    int second = in[at + 1] & 0xff;
    boolean sound =
        switch (lead) {
          case 0xe0 -> second >= 0xa0;
          case 0xed -> second < 0xa0;
          case 0xf0 -> second >= 0x90;
          case 0xf4 -> second < 0x90;
          default -> true;
        };
    for (int i = 1; i <= more; i++) {
      sound &= (in[at + i] & 0xc0) == 0x80;
    }
    if (!sound) {
      throw new MalformedInput("text is not valid UTF-8");
    }
    at += more + 1;
  }

  private int copyEscape(byte[] out, int outAt) {
    if (at >= end) {
      throw new MalformedInput("unterminated string");
    }
    byte letter = in[at++];
    return switch (letter) {
      case '"', '\\', 'n', 'r', 't', 'b', 'f' -> {
        out[outAt] = '\\';
        out[outAt + 1] = letter;
        yield outAt + 2;
      }
      case '/' -> {
        out[outAt] = '/';
        yield outAt + 1;
      }
      case 'u' -> copyCodePoint(escapedCodePoint(), out, outAt);
      default -> throw new MalformedInput("unknown escape in a string");
    };
  }

  /** Reads the digits after {@code \\u}, and the second half of a surrogate pair. */
  private int escapedCodePoint() {
    int unit = fourDigits();
    if (!Character.isSurrogate((char) unit)) {
      return unit;
    }
    if (Character.isHighSurrogate((char) unit)
        && at + 1 < end
        && in[at] == '\\'
        && in[at + 1] == 'u') {
      at += 2;
      int low = fourDigits();
      if (Character.isLowSurrogate((char) low)) {
        return Character.toCodePoint((char) unit, (char) low);
      }
    }
    throw new MalformedInput("lone surrogate in a string");
  }

  private int fourDigits() {
    if (at + 4 > end) {
      throw new MalformedInput("unterminated string");
    }
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(in[at++], 16);
      if (digit < 0) {
        throw new MalformedInput("\\u needs four hex digits");
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  private int copyCodePoint(int point, byte[] out, int outAt) {
    if (point < SHORT_ESCAPES.length && SHORT_ESCAPES[point] != 0) {
      out[outAt] = '\\';
      out[outAt + 1] = SHORT_ESCAPES[point];
      return outAt + 2;
    }
    if (point < 0x20) {
      controlCharacters = true;
      byte[] escape = Hex.encode(new byte[] {0, (byte) point}).getBytes(UTF_8);
      out[outAt] = '\\';
      out[outAt + 1] = 'u';
      System.arraycopy(escape, 0, out, outAt + 2, 4);
      return outAt + 6;
    }
    byte[] utf8 = Character.toString(point).getBytes(UTF_8);
    System.arraycopy(utf8, 0, out, outAt, utf8.length);
    return outAt + utf8.length;
  }

  /** Reads an array of arrays of strings. */
  public List<List<String>> stringLists() {
    List<List<String>> lists = new ArrayList<>();
    expect('[');
    while (!accept(']')) {
      if (!lists.isEmpty()) {
        expect(',');
      }
      lists.add(strings());
    }
    return lists;
  }

  /** Reads an array of strings. */
  public List<String> strings() {
    List<String> strings = new ArrayList<>();
    expect('[');
    while (!accept(']')) {
      if (!strings.isEmpty()) {
        expect(',');
      }
      strings.add(string());
    }
    return strings;
  }

  /** Skips a value of any type and checks that it is well-formed. */
  public void skipValue() {
    skipValue(0);
  }

  private void skipValue(int depth) {
    if (depth > NESTING_MAX) {
      throw new MalformedInput("JSON is nested too deeply");
    }
    switch (peek()) {
      case '"' -> skipString();
      case '{' -> {
        at++;
        for (boolean first = true; !accept('}'); first = false) {
          if (!first) {
            expect(',');
          }
          skipString();
          expect(':');
          skipValue(depth + 1);
        }
      }
      case '[' -> {
        at++;
        for (boolean first = true; !accept(']'); first = false) {
          if (!first) {
            expect(',');
          }
          skipValue(depth + 1);
        }
      }
      case 't' -> skipWord("true");
      case 'f' -> skipWord("false");
      case 'n' -> skipWord("null");
      default -> skipNumber();
    }
  }

  private void skipString() {
    peek();
    copyString(new byte[scanAhead()], 0);
  }

  private void skipWord(String word) {
    for (int i = 0; i < word.length(); i++, at++) {
      if (at >= end || in[at] != word.charAt(i)) {
        throw new MalformedInput("unknown JSON literal");
      }
    }
  }

  private void skipNumber() {
    int from = at;
    while (at < end && "+-.0123456789eE".indexOf(in[at]) >= 0) {
      at++;
    }
    if (from == at) {
      throw new MalformedInput("expected a JSON value but found " + describe(in[at]));
    }
  }
}
