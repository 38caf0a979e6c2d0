package heliograph.event;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads and writes keys and ids as people copy them (NIP-19), with or without {@code nostr:} in
 * front (NIP-21). Stateless.
 *
 * <pre>
 *   npub nsec note            32 bytes
 *   nprofile nevent naddr     any number of: type, length, value (1, 1 and 0 to 255 bytes)
 *     0 the key, the id or the identifier    2 author, 32 bytes
 *     1 a relay, ASCII                       3 kind, 4 bytes
 * </pre>
 *
 * <p>Values of an unknown type are skipped, and so are a second author, kind or value of type 0.
 */
public final class Nip19 {
  private static final String URI_SCHEME = "nostr:";
  private static final int SPECIAL = 0;
  private static final int RELAY = 1;
  private static final int AUTHOR = 2;
  private static final int KIND = 3;
  private static final int VALUE_MAX = 255;

  private Nip19() {}

  /** Returns true if {@code text} begins with a prefix that {@link #decode} reads. */
  public static boolean isCandidate(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.startsWith(URI_SCHEME) || !prefixOf(lower).isEmpty();
  }

  private static String prefixOf(String lower) {
    for (String prefix : new String[] {"npub", "nsec", "note", "nprofile", "nevent", "naddr"}) {
      if (lower.startsWith(prefix + "1")) {
        return prefix;
      }
    }
    return "";
  }

  /**
   * Decodes a text with any of the six prefixes.
   *
   * @throws IllegalArgumentException if it is not valid; the message says why
   */
  public static Pointer decode(String text) {
    boolean uri = text.regionMatches(true, 0, URI_SCHEME, 0, URI_SCHEME.length());
    String bare = uri ? text.substring(URI_SCHEME.length()) : text;
    String prefix = prefixOf(bare.toLowerCase(Locale.ROOT));
    if (prefix.isEmpty()) {
      throw new IllegalArgumentException(
          "it begins with none of npub1, nsec1, note1, nprofile1, nevent1 and naddr1");
    }
    if (uri && prefix.equals("nsec")) {
      throw new IllegalArgumentException("a secret key has no place after " + URI_SCHEME);
    }
    byte[] bytes = Bech32.decode(prefix, bare);
    return switch (prefix) {
      case "npub" -> new Pointer.Npub(key(prefix, bytes));
      case "nsec" -> new Pointer.Nsec(Hex.encode(exactly32(prefix, bytes)));
      case "note" -> new Pointer.Note(id(prefix, bytes));
      case "nprofile" -> profile(new Values(prefix, bytes));
      case "nevent" -> event(new Values(prefix, bytes));
      default -> address(new Values(prefix, bytes));
    };
  }

  /**
   * Returns the key that a text names: an npub, an nprofile or 64 hex digits.
   *
   * @throws IllegalArgumentException if it names none; the message says why
   */
  public static PublicKey publicKey(String text) {
    if (!isCandidate(text)) {
      return PublicKey.parse(text.toLowerCase(Locale.ROOT));
    }
    return switch (decode(text)) {
      case Pointer.Npub(var key) -> key;
      case Pointer.Nprofile(var key, var relays) -> key;
      case Pointer other ->
          throw new IllegalArgumentException("this is an " + other.prefix() + ", no public key");
    };
  }

  /**
   * Returns the id that a text names: a note, an nevent or 64 hex digits.
   *
   * @throws IllegalArgumentException if it names none; the message says why
   */
  public static EventId eventId(String text) {
    if (!isCandidate(text)) {
      return EventId.parse(text.toLowerCase(Locale.ROOT));
    }
    return switch (decode(text)) {
      case Pointer.Note(var id) -> id;
      case Pointer.Nevent nevent -> nevent.id();
      case Pointer other ->
          throw new IllegalArgumentException("this is an " + other.prefix() + ", no event id");
    };
  }

  private static byte[] exactly32(String prefix, byte[] bytes) {
    if (bytes.length != 32) {
      throw new IllegalArgumentException(
          "the " + prefix + " holds " + bytes.length + " bytes where 32 are due");
    }
    return bytes;
  }

  private static PublicKey key(String prefix, byte[] bytes) {
    return PublicKey.read(ByteBuffer.wrap(exactly32(prefix, bytes)), 0);
  }

  private static EventId id(String prefix, byte[] bytes) {
    return EventId.read(ByteBuffer.wrap(exactly32(prefix, bytes)), 0);
  }

  private static Pointer profile(Values values) {
    return new Pointer.Nprofile(
        key("nprofile", values.required(values.special, "key")), values.relays);
  }

  private static Pointer event(Values values) {
    return new Pointer.Nevent(
        id("nevent", values.required(values.special, "id")),
        values.relays,
        values.author.map(bytes -> key("nevent", bytes)),
        values.kind.isPresent()
            ? OptionalInt.of(values.kind(values.kind.get()))
            : OptionalInt.empty());
  }

  private static Pointer address(Values values) {
    return new Pointer.Naddr(
        text(values.required(values.special, "identifier")),
        key("naddr", values.required(values.author, "author")),
        values.kind(values.required(values.kind, "kind")),
        values.relays);
  }

  private static String text(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the naddr's identifier is not valid UTF-8", e);
    }
  }

  /** The values in the bytes of an nprofile, nevent or naddr. */
  private static final class Values {
    private final String prefix;
    private final List<String> relays = new ArrayList<>();
    private Optional<byte[]> special = Optional.empty();
    private Optional<byte[]> author = Optional.empty();
    private Optional<byte[]> kind = Optional.empty();

    Values(String prefix, byte[] list) {
      this.prefix = prefix;
      ByteBuffer rest = ByteBuffer.wrap(list);
      while (rest.hasRemaining()) {
        int type = rest.get() & 0xff;
        int length = rest.hasRemaining() ? rest.get() & 0xff : VALUE_MAX;
        if (length > rest.remaining()) {
          throw new IllegalArgumentException("the " + prefix + " ends within a value");
        }
        byte[] value = new byte[length];
        rest.get(value);
        take(type, value);
      }
    }

    private void take(int type, byte[] value) {
      switch (type) {
        case SPECIAL -> special = special.or(() -> Optional.of(value));
        case RELAY -> relays.add(relay(value));
        case AUTHOR -> author = author.or(() -> Optional.of(value));
        case KIND -> kind = kind.or(() -> Optional.of(value));
        default -> {} // NIP-19: unknown types are skipped
      }
    }

    private String relay(byte[] value) {
      for (byte b : value) {
        if (b <= ' ' || b == 0x7f) {
          throw new IllegalArgumentException(
              "the " + prefix + " names a relay in other characters than ASCII's");
        }
      }
      return new String(value, US_ASCII);
    }

    byte[] required(Optional<byte[]> value, String what) {
      return value.orElseThrow(
          () -> new IllegalArgumentException("the " + prefix + " names no " + what));
    }

    int kind(byte[] value) {
      if (value.length != 4) {
        throw new IllegalArgumentException(
            "the " + prefix + " has a kind of " + value.length + " bytes where 4 are due");
      }
      return ByteBuffer.wrap(value).getInt();
    }
  }

  /**
   * Encodes a pointer.
   *
   * @throws IllegalArgumentException if a value is longer than 255 bytes, a relay is not written in
   *     ASCII or the text would be too long
   */
  public static String encode(Pointer pointer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    switch (pointer) {
      case Pointer.Npub(var key) -> out.writeBytes(key.bytes());
      case Pointer.Nsec(var hex) -> out.writeBytes(Hex.decode(hex.getBytes(US_ASCII), 0, 32));
      case Pointer.Note(var id) -> out.writeBytes(id.bytes());
      case Pointer.Nprofile(var key, var relays) -> {
        put(out, SPECIAL, key.bytes());
        relays.forEach(relay -> putRelay(out, relay));
      }
      case Pointer.Nevent(var id, var relays, var author, var kind) -> {
        put(out, SPECIAL, id.bytes());
        relays.forEach(relay -> putRelay(out, relay));
        author.ifPresent(key -> put(out, AUTHOR, key.bytes()));
        kind.ifPresent(number -> putKind(out, number));
      }
      case Pointer.Naddr(var identifier, var author, var kind, var relays) -> {
        put(out, SPECIAL, identifier.getBytes(UTF_8));
        relays.forEach(relay -> putRelay(out, relay));
        put(out, AUTHOR, author.bytes());
        putKind(out, kind);
      }
    }
    return Bech32.encode(pointer.prefix(), out.toByteArray());
  }

  private static void putKind(ByteArrayOutputStream out, int kind) {
    put(out, KIND, ByteBuffer.allocate(4).putInt(kind).array());
  }

  private static void putRelay(ByteArrayOutputStream out, String relay) {
    if (!relay.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("a relay's address must be written in ASCII: " + relay);
    }
    put(out, RELAY, relay.getBytes(US_ASCII));
  }

  private static void put(ByteArrayOutputStream out, int type, byte[] value) {
    if (value.length > VALUE_MAX) {
      throw new IllegalArgumentException(
          "a value of " + value.length + " bytes is longer than the 255 that NIP-19 allows");
    }
    out.write(type);
    out.write(value.length);
    out.writeBytes(value);
  }
}
