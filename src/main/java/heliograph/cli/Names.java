package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.client.Nip05;
import heliograph.event.EventId;
import heliograph.event.JsonScanner;
import heliograph.event.Kinds;
import heliograph.event.MalformedInput;
import heliograph.event.Nip19;
import heliograph.event.Pointer;
import heliograph.event.PublicKey;
import jakarta.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys, ids and addresses as people write them: in hex or in the forms of NIP-19 and NIP-21,
 * keys also as NIP-05 names. Each name is looked up once. A text that cannot be read is refused.
 * Confined to one thread.
 */
final class Names {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Pattern ADDRESS =
      Pattern.compile("(0|[1-9][0-9]{0,4}):([^:]+):(.*)", Pattern.DOTALL);

  /** What the values of a filter's key or of a tag refer to. */
  private enum Meaning {
    KEY,
    ID,
    ADDRESS,
    ID_OR_ADDRESS
  }

  private static final Map<String, Meaning> BY_TAG =
      Map.of(
          "p", Meaning.KEY,
          "P", Meaning.KEY,
          "e", Meaning.ID,
          "E", Meaning.ID,
          "a", Meaning.ADDRESS,
          "A", Meaning.ADDRESS,
          "q", Meaning.ID_OR_ADDRESS);

  private final Function<String, PublicKey> lookUp;
  private final Map<String, PublicKey> found = new HashMap<>();

  Names() {
    this(new Nip05(PATIENCE)::find);
  }

  /** Creates a reader that gets the keys of NIP-05 names from {@code lookUp}. */
  Names(Function<String, PublicKey> lookUp) {
    this.lookUp = lookUp;
  }

  /**
   * Returns the key that a text names.
   *
   * @throws IllegalArgumentException if it names none; the message says why
   */
  PublicKey key(String text) {
    if (Nip05.isName(text)) {
      return found.computeIfAbsent(text, lookUp);
    }
    return read("public key", text, Nip19::publicKey);
  }

  /**
   * Returns the id that a text names.
   *
   * @throws IllegalArgumentException if it names none; the message says why
   */
  EventId id(String text) {
    return read("event id", text, Nip19::eventId);
  }

  /**
   * Returns the address of a replaceable or addressable event, {@code kind:key:identifier}.
   *
   * @throws IllegalArgumentException if the text is not an address; the message says why
   */
  String address(String text) {
    return read("address of an event", text, this::readAddress);
  }

  private String readAddress(String text) {
    if (Nip19.isCandidate(text)) {
      if (Nip19.decode(text) instanceof Pointer.Naddr naddr) {
        return naddr.address();
      }
      throw new IllegalArgumentException("only an naddr is one");
    }
    Matcher parts = ADDRESS.matcher(text);
    if (!parts.matches() || Integer.parseInt(parts.group(1)) > Kinds.MAX) {
      throw new IllegalArgumentException("it must be an naddr or KIND:KEY:IDENTIFIER");
    }
    return parts.group(1) + ":" + key(parts.group(2)).hex() + ":" + parts.group(3);
  }

  private static <T> T read(String what, String text, Function<String, T> reader) {
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      boolean secret = text.toLowerCase(Locale.ROOT).contains("nsec1");
      String shown = secret ? "nsec1…" : text.length() > 100 ? text.substring(0, 100) + "…" : text;
      throw new IllegalArgumentException("no " + what + ": " + shown + ": " + reason(e), e);
    }
  }

  private static String reason(IllegalArgumentException fault) {
    String reason = String.valueOf(fault.getMessage());
    return reason.contains("must be 64 lower-case hex digits")
        ? "it has neither 64 hex digits nor the form of NIP-19"
        : reason;
  }

  private String read(Meaning meaning, String text) {
    return switch (meaning) {
      case KEY -> key(text).hex();
      case ID -> id(text).hex();
      case ADDRESS -> address(text);
      case ID_OR_ADDRESS ->
          text.contains(":") && !isUri(text) || isNaddr(text) ? address(text) : id(text).hex();
    };
  }

  private static boolean isUri(String text) {
    return text.regionMatches(true, 0, "nostr:", 0, 6);
  }

  private static boolean isNaddr(String text) {
    return text.regionMatches(true, isUri(text) ? 6 : 0, "naddr1", 0, 6);
  }

  /**
   * Returns a tag in which the value of p, P, e, E, a, A or q is in the form of NIP-01.
   *
   * @throws IllegalArgumentException if it names nothing; the message says why
   */
  List<String> tag(List<String> tag) {
    Meaning meaning = BY_TAG.get(tag.getFirst());
    if (meaning == null || tag.size() < 2) {
      return tag;
    }
    List<String> read = new ArrayList<>(tag);
    read.set(1, read(meaning, tag.get(1)));
    return read;
  }

  /**
   * Returns a filter in which authors, ids and the tags of {@link #tag} are in the form of NIP-01;
   * everything else is unchanged.
   *
   * @throws IllegalArgumentException if it is not a JSON object, or names something that cannot be
   *     read
   */
  String filter(String json) {
    byte[] bytes = json.getBytes(UTF_8);
    StringBuilder read = new StringBuilder();
    int copied = 0;
    try {
      JsonScanner scanner = new JsonScanner(bytes);
      scanner.expect('{');
      for (boolean first = true; !scanner.accept('}'); first = false) {
        if (!first) {
          scanner.expect(',');
        }
        Meaning meaning = meaning(scanner.string());
        scanner.expect(':');
        if (meaning == null || scanner.peek() != '[') {
          scanner.skipValue();
        } else {
          copied = values(scanner, meaning, bytes, copied, read);
        }
      }
      scanner.expectEnd();
    } catch (MalformedInput e) {
      throw new IllegalArgumentException("not a filter: " + json + ": " + e.reason(), e);
    }
    return read.append(new String(bytes, copied, bytes.length - copied, UTF_8)).toString();
  }

  private static @Nullable Meaning meaning(String key) {
    return switch (key) {
      case "authors" -> Meaning.KEY;
      case "ids" -> Meaning.ID;
      default -> key.startsWith("#") ? BY_TAG.get(key.substring(1)) : null;
    };
  }

  /** Copies an array with its strings replaced; returns the end of the copied input. */
  private int values(
      JsonScanner scanner, Meaning meaning, byte[] bytes, int copiedBefore, StringBuilder out) {
    int copied = copiedBefore;
    scanner.expect('[');
    for (boolean first = true; !scanner.accept(']'); first = false) {
      if (!first) {
        scanner.expect(',');
      }
      if (scanner.peek() != '"') {
        scanner.skipValue();
        continue;
      }
      int from = scanner.position();
      String value = scanner.string();
      String read = read(meaning, value);
      if (!read.equals(value)) {
        out.append(new String(bytes, copied, from - copied, UTF_8)).append(quoted(read));
        copied = scanner.position();
      }
    }
    return copied;
  }

  private static String quoted(String text) {
    return Json.createValue(text).toString();
  }
}
