package heliograph.protocol;

import heliograph.event.Hex;
import heliograph.event.JsonScanner;
import heliograph.event.Kinds;
import heliograph.event.MalformedInput;
import heliograph.filter.KeySet;
import heliograph.filter.KindSet;
import heliograph.filter.NostrFilter;
import heliograph.filter.TagCondition;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads NIP-01 filters from JSON. Values of ids, authors, {@code #e} and {@code #p} must be 64 hex
 * digits. An unknown key is refused, because ignoring it would answer a different question, unless
 * the relay is configured to ignore it.
 *
 * <p>Deviations of clients are accepted where they have only one meaning: {@code null} is an absent
 * condition, upper-case hex equals lower-case hex, {@code 1.7e9} is the number that it spells, and
 * a time with a fraction is rounded to the second that bounds the same events. Thread-safe.
 */
public final class FilterParser {
  /**
   * The key by which a client says, in any filter of a REQ, that it reads hints of EOSE (NIP-67).
   */
  public static final String HINTS_KEY = "eose_hints";

  /**
   * The maximum number of values in one list. No connection may hold as many, and a message of a
   * few compressed bytes could have a million.
   */
  static final int VALUES_MAX = 100_000;

  /** A filter, and whether it says that the client reads hints. */
  record Request(NostrFilter filter, boolean readsHints) {}

  /** What to do with a filter key that no supported NIP defines. */
  public enum UnknownKeys {
    /** The request is answered with CLOSED and {@code unsupported:}. */
    REFUSE,
    /** The key is skipped. */
    IGNORE
  }

  /** Whether filters may search (NIP-50). */
  public enum Search {
    ON,
    OFF
  }

  private final UnknownKeys unknownKeys;
  private final Search search;

  /** Creates a parser of filters that cannot search. */
  public FilterParser(UnknownKeys unknownKeys) {
    this(unknownKeys, Search.OFF);
  }

  public FilterParser(UnknownKeys unknownKeys, Search search) {
    this.unknownKeys = unknownKeys;
    this.search = search;
  }

  /**
   * Parses {@code json}, which must hold exactly one filter.
   *
   * @throws IllegalArgumentException if it does not; the message names the fault
   */
  public NostrFilter parse(byte[] json) {
    try {
      JsonScanner scanner = new JsonScanner(json);
      NostrFilter filter = read(scanner).filter();
      scanner.expectEnd();
      return filter;
    } catch (MalformedInput | UnsupportedInput e) {
      throw new IllegalArgumentException("filter: " + e.getMessage(), e);
    }
  }

  /**
   * Reads the filter object at the position of {@code scanner}.
   *
   * @throws MalformedInput if it breaks NIP-01
   */
  Request read(JsonScanner scanner) {
    if (scanner.peek() != '{') {
      throw new MalformedInput("a filter must be a JSON object");
    }
    Draft draft = new Draft();
    Set<String> seen = new HashSet<>();
    scanner.expect('{');
    for (boolean first = true; !scanner.accept('}'); first = false) {
      if (!first) {
        scanner.expect(',');
      }
      String key = scanner.string();
      scanner.expect(':');
      if (!seen.add(key)) {
        throw new MalformedInput("filter key " + shown(key) + " appears twice");
      }
      if (!scanner.acceptNull()) {
        condition(scanner, key, draft);
      }
    }
    return new Request(draft.filter(), draft.readsHints);
  }

  private void condition(JsonScanner scanner, String key, Draft draft) {
    switch (key) {
      case "ids" -> draft.ids = keys(scanner, key);
      case "authors" -> draft.authors = keys(scanner, key);
      case "kinds" -> draft.kinds = kinds(scanner);
      case "since" -> draft.since = scanner.number(key, RoundingMode.CEILING);
      case "until" -> draft.until = scanner.number(key, RoundingMode.FLOOR);
      case "limit" -> draft.limit = limit(scanner);
      case "search" -> draft.search = search(scanner);
      case HINTS_KEY -> draft.readsHints = flag(scanner, key);
      default -> {
        if (isTag(key)) {
          draft.tags.add(tag(scanner, key.charAt(1)));
        } else {
          unknown(scanner, key);
        }
      }
    }
  }

  /** Reads the text to search for (NIP-50). Where search is off, the key is unknown. */
  private Optional<String> search(JsonScanner scanner) {
    if (search == Search.ON) {
      if (scanner.peek() != '"') {
        throw new MalformedInput("search must be a string");
      }
      return Optional.of(scanner.string());
    }
    unknown(scanner, "search");
    return Optional.empty();
  }

  private static boolean flag(JsonScanner scanner, String key) {
    byte first = scanner.peek();
    if (first != 't' && first != 'f') {
      throw new MalformedInput(key + " must be true or false");
    }
    scanner.skipValue();
    return first == 't';
  }

  private void unknown(JsonScanner scanner, String key) {
    if (unknownKeys == UnknownKeys.REFUSE) {
      throw new UnsupportedInput("filter key " + shown(key) + " is not supported");
    }
    scanner.skipValue();
  }

  private static boolean isTag(String key) {
    if (key.length() != 2 || key.charAt(0) != '#') {
      return false;
    }
    char letter = key.charAt(1);
    return letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z';
  }

  private static String shown(String key) {
    return key.length() > 30 ? key.substring(0, 30) + "…" : key;
  }

  private static int limit(JsonScanner scanner) {
    long limit = scanner.number("limit", RoundingMode.UNNECESSARY);
    if (limit < 0) {
      throw new MalformedInput("limit must not be negative");
    }
    return (int) Math.min(limit, Integer.MAX_VALUE);
  }

  private static KeySet keys(JsonScanner scanner, String key) {
    long[] words = new long[16];
    int size = 0;
    openList(scanner, key);
    while (!scanner.accept(']')) {
      if (size > 0) {
        scanner.expect(',');
      }
      byte[] hex = hex64(scanner, key);
      if (size == words.length) {
        words = Arrays.copyOf(words, 2 * size);
      }
      for (int word = 0; word < 4; word++) {
        words[size++] = Hex.word(hex, 16 * word);
      }
    }
    return KeySet.of(Arrays.copyOf(words, size));
  }

  private static byte[] hex64(JsonScanner scanner, String key) {
    if (scanner.peek() != '"') {
      throw new MalformedInput(key + " must be a list of strings");
    }
    byte[] hex = scanner.canonicalString();
    if (hex.length == 64 && !Hex.isLowerHex(hex, 0, 64)) {
      lowerCase(hex);
    }
    if (hex.length != 64 || !Hex.isLowerHex(hex, 0, 64)) {
      throw new MalformedInput(key + " must hold 64 hex digits each");
    }
    return hex;
  }

  static void lowerCase(byte[] hex) {
    for (int i = 0; i < hex.length; i++) {
      if (hex[i] >= 'A' && hex[i] <= 'F') {
        hex[i] = (byte) (hex[i] + 'a' - 'A');
      }
    }
  }

  private static KindSet kinds(JsonScanner scanner) {
    int[] kinds = new int[8];
    int size = 0;
    openList(scanner, "kinds");
    while (!scanner.accept(']')) {
      if (size > 0) {
        scanner.expect(',');
      }
      checkValues("kinds", size);
      long kind = scanner.number("kinds", RoundingMode.UNNECESSARY);
      if (kind < 0 || kind > Kinds.MAX) {
        throw new MalformedInput("kinds must be from 0 to " + Kinds.MAX);
      }
      if (size == kinds.length) {
        kinds = Arrays.copyOf(kinds, 2 * size);
      }
      kinds[size++] = (int) kind;
    }
    return KindSet.of(Arrays.copyOf(kinds, size));
  }

  private static TagCondition tag(JsonScanner scanner, char letter) {
    String key = "#" + letter;
    List<byte[]> values = new ArrayList<>();
    openList(scanner, key);
    while (!scanner.accept(']')) {
      if (!values.isEmpty()) {
        scanner.expect(',');
      }
      checkValues(key, values.size());
      if (letter == 'e' || letter == 'p') {
        values.add(hex64(scanner, key));
      } else if (scanner.peek() == '"') {
        values.add(scanner.canonicalString());
      } else {
        throw new MalformedInput(key + " must be a list of strings");
      }
    }
    return new TagCondition(letter, values);
  }

  private static void checkValues(String key, int before) {
    if (before == VALUES_MAX) {
      throw new MalformedInput(key + " has more than " + VALUES_MAX + " values");
    }
  }

  private static void openList(JsonScanner scanner, String key) {
    if (scanner.peek() != '[') {
      throw new MalformedInput(key + " must be a list");
    }
    scanner.expect('[');
  }

  /** The conditions read so far; an absent one matches everything. */
  private static final class Draft {
    private KeySet ids = KeySet.ALL;
    private KeySet authors = KeySet.ALL;
    private KindSet kinds = KindSet.ALL;
    private final List<TagCondition> tags = new ArrayList<>();
    private long since = Long.MIN_VALUE;
    private long until = Long.MAX_VALUE;
    private int limit = -1;
    private Optional<String> search = Optional.empty();
    private boolean readsHints;

    private NostrFilter filter() {
      return new NostrFilter(ids, authors, kinds, tags, since, until, limit, false, search);
    }
  }
}
