package heliograph.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Locale;

/**
 * How programs escape, in the text that they hash for an event's id, the characters that NIP-01 and
 * JSON libraries escape differently.
 *
 * <pre>
 *                 other controls   \b, \f          DEL       U+2028, U+2029
 * RAW             raw byte         short           raw       raw             NIP-01
 * LOWER           \\u000b           short           raw       raw             JavaScript, Rust, Dart, Kotlin,
 *                                                                            Python, Go (own writers)
 * UPPER           \\u000B           short           raw       raw             Jackson, .NET
 * LONG            \\u000b           \\u0008, \\u000c  raw       raw             Go before 1.22
 * SEPARATORS      \\u000b           short           raw       \\u2028          Go, PHP
 * LONG_SEPARATORS \\u000b           \\u0008, \\u000c  raw       \\u2028          Go before 1.22
 * DELETE          \\u000b           short           \\u007f    raw             Python, for ASCII
 * </pre>
 *
 * <p>Each is JSON for the same text, so an id in any of them names that text and no other.
 * Spellings that also escape what NIP-01 wants verbatim and no verifier escapes (letters beyond
 * ASCII, slashes, angle brackets) are not among them.
 */
enum IdSpelling {
  RAW(0),
  LOWER(IdSpelling.CONTROL),
  UPPER(IdSpelling.CONTROL_WITH_LETTER),
  LONG(IdSpelling.BACKSPACE_OR_FEED),
  SEPARATORS(IdSpelling.SEPARATOR),
  LONG_SEPARATORS(IdSpelling.SEPARATOR | IdSpelling.BACKSPACE_OR_FEED),
  DELETE(IdSpelling.DEL);

  /** All spellings; the array must not be changed. */
  @SuppressWarnings("MutablePublicArray") // not public
  static final IdSpelling[] ALL = values();

  private static final int CONTROL = 1;
  private static final int CONTROL_WITH_LETTER = 1 << 1;
  private static final int BACKSPACE_OR_FEED = 1 << 2;
  private static final int SEPARATOR = 1 << 3;
  private static final int DEL = 1 << 4;

  private final int needs;

  IdSpelling(int needs) {
    this.needs = needs;
  }

  /**
   * Returns true if this spelling differs from all others for a text with these special characters.
   */
  boolean isDistinctFor(int special) {
    return (special & needs) == needs;
  }

  /**
   * Returns a bit set of the special characters in the tags and the content of an event; 0 for
   * nearly all events.
   */
  static int special(PackedEvent event) {
    byte[] record = event.buffer().array();
    int at = event.jsonAt() + event.tagsAt();
    int found = 0;
    while (at < record.length) {
      int length = lengthOfSpecial(record, at);
      if (length > 0) {
        found |= kindOf(record, at, length);
        at += length;
      } else {
        at += record[at] == '\\' ? 2 : 1;
      }
    }
    return found;
  }

  /**
   * Returns the length of the special character that begins at {@code at} in canonical JSON, or 0.
   */
  static int lengthOfSpecial(byte[] json, int at) {
    return switch (json[at]) {
      case '\\' ->
          switch (json[at + 1]) {
            case 'u' -> 6;
            case 'b', 'f' -> 2;
            default -> 0;
          };
      case 0x7f -> 1;
      case (byte) 0xe2 -> json[at + 1] == (byte) 0x80 && (json[at + 2] & 0xfe) == 0xa8 ? 3 : 0;
      default -> 0;
    };
  }

  private static int kindOf(byte[] json, int at, int length) {
    return switch (length) {
      case 6 -> json[at + 5] >= 'a' ? CONTROL | CONTROL_WITH_LETTER : CONTROL;
      case 3 -> SEPARATOR;
      case 2 -> BACKSPACE_OR_FEED;
      default -> DEL;
    };
  }

  /** Returns a special character of canonical JSON in this spelling. */
  byte[] respelled(byte[] json, int at, int length) {
    return switch (length) {
      case 6 -> control(Hex.decode(json, at + 4, 1)[0]);
      case 3 ->
          this == SEPARATORS || this == LONG_SEPARATORS
              ? escaped(0x2000 | json[at + 2] & 0x3f, false)
              : Arrays.copyOfRange(json, at, at + 3);
      case 2 ->
          this == LONG || this == LONG_SEPARATORS
              ? escaped(json[at + 1] == 'b' ? '\b' : '\f', false)
              : Arrays.copyOfRange(json, at, at + 2);
      default -> this == DELETE ? escaped(0x7f, false) : new byte[] {0x7f};
    };
  }

  private byte[] control(byte character) {
    return this == RAW ? new byte[] {character} : escaped(character, this == UPPER);
  }

  private static byte[] escaped(int character, boolean upper) {
    String digits = Integer.toHexString(0x1_0000 | character).substring(1);
    return ("\\u" + (upper ? digits.toUpperCase(Locale.ROOT) : digits)).getBytes(US_ASCII);
  }
}
