package heliograph.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.Hex;

/**
 * What a relay's message says, read off its bytes without parsing the JSON in it: the verb, the
 * string behind it, an event's id. One object is used for message after message. Confined to the
 * thread that turns the loop.
 *
 * <p>{@code "id":"} stands in an event's JSON once outside of strings, and nowhere within them: a
 * quotation mark in a string has a backslash before it.
 */
final class RelayText {
  enum Verb {
    EVENT,
    OK,
    EOSE,
    CLOSED,
    COUNT,
    NOTICE,
    AUTH,
    OTHER
  }

  private static final byte[] ID = {'"', 'i', 'd', '"', ':', '"'};
  private static final byte[] DUPLICATE = {'"', 'd', 'u', 'p', 'l', 'i', 'c', 'a', 't', 'e', ':'};

  private byte[] bytes = new byte[0];
  private int messageFrom;
  private int to;
  private int nameFrom;
  private int nameTo;

  /** Reads a message; the other methods return its parts. */
  Verb read(byte[] message, int from, int end) {
    bytes = message;
    messageFrom = from;
    to = end;
    int verbFrom = string(from);
    int verbTo = nameTo;
    nameFrom = string(verbTo + 1);
    return verb(verbFrom, verbTo - verbFrom);
  }

  /** Finds the string that begins next; returns its first byte and sets where it ends. */
  private int string(int at) {
    int first = at;
    while (first < to && bytes[first] != '"') {
      first++;
    }
    first = Math.min(first + 1, to);
    nameTo = first;
    while (nameTo < to && bytes[nameTo] != '"') {
      nameTo++;
    }
    return first;
  }

  private Verb verb(int at, int length) {
    if (length < 2) {
      return Verb.OTHER;
    }
    return switch (bytes[at + 1]) {
      case 'V' -> length == 5 ? Verb.EVENT : Verb.OTHER;
      case 'K' -> length == 2 ? Verb.OK : Verb.OTHER;
      case 'O' -> length == 4 ? Verb.EOSE : bytes[at] == 'C' ? Verb.COUNT : Verb.NOTICE;
      case 'L' -> Verb.CLOSED;
      case 'U' -> Verb.AUTH;
      default -> Verb.OTHER;
    };
  }

  /** The subscription's id, which was a number; −1 if it is none. */
  long number() {
    long number = nameFrom == nameTo ? -1 : 0;
    for (int i = nameFrom; i < nameTo && number >= 0; i++) {
      int digit = bytes[i] - '0';
      number = digit < 0 || digit > 9 || number > Long.MAX_VALUE / 16 ? -1 : 10 * number + digit;
    }
    return number;
  }

  /** The first half of the id that an OK names. */
  long okId() {
    return nameTo - nameFrom == 64 ? Hex.word(bytes, nameFrom) : 0;
  }

  /** Whether an OK says true. */
  boolean accepted() {
    int at = nameTo + 1;
    while (at < to && bytes[at] != 't' && bytes[at] != 'f') {
      at++;
    }
    return at < to && bytes[at] == 't';
  }

  /** Whether an OK's message has the prefix {@code duplicate:}. */
  boolean isDuplicate() {
    return find(DUPLICATE, nameTo) >= 0;
  }

  /** The message as it is. */
  String message() {
    return new String(bytes, messageFrom, to - messageFrom, UTF_8);
  }

  /** The first half of the id of an EVENT's event; 0 if it has none. */
  long eventId() {
    int at = find(ID, nameTo);
    return at < 0 || to - at - ID.length < 16 ? 0 : Hex.word(bytes, at + ID.length);
  }

  /** Where an EVENT's event begins. */
  int eventFrom() {
    int at = nameTo;
    while (at < to && bytes[at] != '{') {
      at++;
    }
    return at;
  }

  /** Where an EVENT's event ends. */
  int eventTo() {
    int at = to;
    while (at > nameTo && bytes[at - 1] != '}') {
      at--;
    }
    return at;
  }

  private int find(byte[] wanted, int from) {
    for (int at = from; at <= to - wanted.length; at++) {
      int i = 0;
      while (i < wanted.length && bytes[at + i] == wanted[i]) {
        i++;
      }
      if (i == wanted.length) {
        return at;
      }
    }
    return -1;
  }
}
