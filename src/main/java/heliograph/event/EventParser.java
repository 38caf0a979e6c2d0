package heliograph.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads one event object (NIP-01) from JSON and builds its packed record.
 *
 * <pre>
 * One pass: fixed-size fields are decoded in place; tags and content are copied in canonical
 * form to a scratch array of the input's size, in whatever order they come, while each tag with a
 * one-letter name adds an index entry. Then the record is laid out once, in its final size.
 * </pre>
 *
 * <p>Strict: the seven fields each exactly once, lower-case hex, integers without fraction. Unknown
 * fields are checked for form and left out of the record. Used once, confined to its caller.
 */
public final class EventParser {
  private static final int ID = 1;
  private static final int PUBKEY = 1 << 1;
  private static final int CREATED_AT = 1 << 2;
  private static final int KIND = 1 << 3;
  private static final int TAGS = 1 << 4;
  private static final int CONTENT = 1 << 5;
  private static final int SIG = 1 << 6;
  private static final int ALL = (1 << 7) - 1;
  private static final String[] NAMES = {
    "id", "pubkey", "created_at", "kind", "tags", "content", "sig"
  };

  private final byte[] in;
  private final JsonScanner scanner;
  private final byte[] scratch;
  private int scratchAt;

  private int seen;
  private final byte[] id = new byte[CanonicalLayout.HEX_32];
  private final byte[] pubkey = new byte[CanonicalLayout.HEX_32];
  private final byte[] sig = new byte[CanonicalLayout.HEX_64];
  private long createdAt;
  private int kind;
  private int contentFrom;
  private int contentTo;
  private int tagsFrom;
  private int tagsTo;

  private int tagCount;
  private int indexedTags;
  private long[] tagHashes = new long[4];
  private int[] tagValuesAt = new int[4];
  private int[] tagSizes = new int[4];
  private long expiration = Long.MAX_VALUE;
  private boolean expirationSeen;
  private int flags;
  private boolean dSeen;

  private EventParser(byte[] in, JsonScanner scanner, int size) {
    this.in = in;
    this.scanner = scanner;
    // a canonical string is never longer than its source; brackets and commas keep their length
    scratch = new byte[size + 8];
  }

  /** Parses {@code json}, which must hold exactly one event. Never throws. */
  public static EventParse parse(byte[] json) {
    return parse(json, 0, json.length);
  }

  /**
   * Parses the bytes from {@code from} to before {@code to}, which must hold exactly one event.
   * Never throws.
   */
  public static EventParse parse(byte[] json, int from, int to) {
    JsonScanner scanner = new JsonScanner(json, from, to);
    try {
      NostrEvent event = read(json, scanner, to - from);
      scanner.expectEnd();
      return new EventParse.WellFormed(event);
    } catch (MalformedInput e) {
      return new EventParse.Malformed(claimedId(json, from, to), e.reason());
    }
  }

  /**
   * Reads the event object at the position of {@code scanner}, which reads {@code in}.
   *
   * @param size at least the number of bytes left
   * @throws MalformedInput if the object is not a well-formed event
   */
  public static NostrEvent read(byte[] in, JsonScanner scanner, int size) {
    return new EventParser(in, scanner, size).event();
  }

  /** Returns the id that a malformed event claims, so that its sender can be answered with OK. */
  public static Optional<EventId> claimedId(byte[] json, int from, int to) {
    byte[] key = {'"', 'i', 'd', '"'};
    for (int i = from; i + 70 <= to; i++) {
      if (json[i] == '"' && Arrays.equals(json, i, i + 4, key, 0, 4)) {
        int at = i + 4;
        while (at < to && (json[at] == ' ' || json[at] == ':' || json[at] == '\t')) {
          at++;
        }
        if (at + 65 < to
            && json[at] == '"'
            && json[at + 65] == '"'
            && Hex.isLowerHex(json, at + 1, 64)) {
          return Optional.of(EventId.fromHex(json, at + 1));
        }
      }
    }
    return Optional.empty();
  }

  private NostrEvent event() {
    if (scanner.peek() != '{') {
      throw new MalformedInput("an event must be a JSON object");
    }
    scanner.expect('{');
    for (boolean first = true; !scanner.accept('}'); first = false) {
      if (!first) {
        scanner.expect(',');
      }
      String name = new String(scanner.canonicalString(), ISO_8859_1);
      scanner.expect(':');
      field(name);
    }
    if (seen != ALL) {
      throw new MalformedInput(
          "field " + NAMES[Integer.numberOfTrailingZeros(~seen)] + " is missing");
    }
    return NostrEvent.adopt(pack());
  }

  private void field(String name) {
    switch (name) {
      case "id" -> hex(ID, id, name);
      case "pubkey" -> hex(PUBKEY, pubkey, name);
      case "sig" -> hex(SIG, sig, name);
      case "created_at" -> {
        once(CREATED_AT, name);
        createdAt = scanner.integer(name);
      }
      case "kind" -> {
        once(KIND, name);
        long number = scanner.integer(name);
        if (number < 0 || number > Kinds.MAX) {
          throw new MalformedInput("kind must be from 0 to " + Kinds.MAX);
        }
        kind = (int) number;
      }
      case "tags" -> {
        once(TAGS, name);
        tagsFrom = scratchAt;
        tags();
        tagsTo = scratchAt;
      }
      case "content" -> {
        once(CONTENT, name);
        requireString(name);
        contentFrom = scratchAt;
        scratchAt = scanner.copyString(scratch, scratchAt);
        contentTo = scratchAt;
      }
      default -> scanner.skipValue();
    }
  }

  private void once(int field, String name) {
    if ((seen & field) != 0) {
      throw new MalformedInput("field " + name + " appears twice");
    }
    seen |= field;
  }

  private void requireString(String name) {
    if (scanner.peek() != '"') {
      throw new MalformedInput(name + " must be a string");
    }
  }

  private void hex(int field, byte[] target, String name) {
    once(field, name);
    requireString(name);
    int from = scanner.position() + 1;
    int to = from + target.length;
    if (to >= in.length || in[to] != '"' || !Hex.isLowerHex(in, from, target.length)) {
      throw new MalformedInput(name + " must be " + target.length + " lower-case hex digits");
    }
    System.arraycopy(in, from, target, 0, target.length);
    scanner.moveTo(to + 1);
  }

  private void tags() {
    if (scanner.peek() != '[') {
      throw new MalformedInput("tags must be an array of arrays of strings");
    }
    scanner.expect('[');
    scratch[scratchAt++] = '[';
    while (!scanner.accept(']')) {
      if (tagCount > 0) {
        scanner.expect(',');
        scratch[scratchAt++] = ',';
      }
      tag();
      tagCount++;
    }
    scratch[scratchAt++] = ']';
  }

  private void tag() {
    if (scanner.peek() != '[') {
      throw new MalformedInput("tags must be an array of arrays of strings");
    }
    scanner.expect('[');
    scratch[scratchAt++] = '[';
    int nameFrom = 0;
    int nameTo = 0;
    int element = 0;
    for (; !scanner.accept(']'); element++) {
      if (element > 0) {
        scanner.expect(',');
        scratch[scratchAt++] = ',';
      }
      requireString("a tag's element");
      scratch[scratchAt++] = '"';
      int from = scratchAt;
      scratchAt = scanner.copyString(scratch, scratchAt);
      if (element == 0) {
        nameFrom = from;
        nameTo = scratchAt;
      } else if (element == 1) {
        value(nameFrom, nameTo, from, scratchAt);
      }
      scratch[scratchAt++] = '"';
    }
    if (element > 0 && nameTo == nameFrom + 1) {
      tagWithoutValue(scratch[nameFrom], element);
    }
    scratch[scratchAt++] = ']';
  }

  /** Handles the one-letter tags that have a meaning without a value. */
  private void tagWithoutValue(byte name, int elements) {
    if (name == '-') {
      flags |= PackedEvent.FLAG_PROTECTED;
    } else if (name == 'd' && !dSeen) {
      dSeen = true;
      if (elements == 1) {
        flags |= PackedEvent.FLAG_EMPTY_D;
      }
    }
  }

  private void value(int nameFrom, int nameTo, int from, int to) {
    if (nameTo == nameFrom + 1) {
      byte letter = scratch[nameFrom];
      if (letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z') {
        index(letter, from, to);
      }
    } else if (!expirationSeen
        && new String(scratch, nameFrom, nameTo - nameFrom, ISO_8859_1).equals("expiration")) {
      expirationSeen = true;
      expiration = seconds(from, to);
    }
  }

  private void index(byte letter, int from, int to) {
    if (to - from > 0xff_ffff) {
      throw new MalformedInput("a tag's value is too long");
    }
    if (indexedTags == tagHashes.length) {
      int size = 2 * indexedTags;
      tagHashes = Arrays.copyOf(tagHashes, size);
      tagValuesAt = Arrays.copyOf(tagValuesAt, size);
      tagSizes = Arrays.copyOf(tagSizes, size);
    }
    tagHashes[indexedTags] = TagHash.of(scratch, from, to - from);
    tagValuesAt[indexedTags] = from;
    tagSizes[indexedTags] = letter << 24 | to - from;
    indexedTags++;
  }

  /**
   * Returns the value of an expiration tag; a value that is not a plain integer counts as absent
   * (NIP-40).
   */
  private long seconds(int from, int to) {
    if (to == from || to - from > 18) {
      return Long.MAX_VALUE;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      if (scratch[i] < '0' || scratch[i] > '9') {
        return Long.MAX_VALUE;
      }
      value = value * 10 + scratch[i] - '0';
    }
    return value;
  }

  private byte[] pack() {
    if (scanner.sawControlCharacters()) {
      flags |= PackedEvent.FLAG_CONTROL_CHARACTERS;
    }
    byte[] created = Long.toString(createdAt).getBytes(ISO_8859_1);
    byte[] kindDigits = Integer.toString(kind).getBytes(ISO_8859_1);
    int tagsAt = CanonicalLayout.tagsAt(created.length, kindDigits.length);
    int contentAt = CanonicalLayout.contentAt(tagsAt, tagsTo - tagsFrom);
    int jsonLength = CanonicalLayout.length(contentAt, contentTo - contentFrom);
    int jsonAt = PackedEvent.HEADER + PackedEvent.TAG_ENTRY * indexedTags;
    byte[] record = new byte[jsonAt + jsonLength];
    ByteBuffer out = ByteBuffer.wrap(record);
    out.putLong(createdAt).putInt(kind).putInt(indexedTags);
    EventId.fromHex(id, 0).write(out);
    PublicKey.fromHex(pubkey, 0).write(out);
    out.putLong(expiration).putInt(tagsAt).putInt(contentAt).putInt(tagCount).putInt(flags);
    for (int i = 0; i < indexedTags; i++) {
      out.putLong(tagHashes[i]).putInt(tagsAt + tagValuesAt[i] - tagsFrom).putInt(tagSizes[i]);
    }
    put(out, CanonicalLayout.ID).put(id);
    put(out, CanonicalLayout.PUBKEY).put(pubkey);
    put(out, CanonicalLayout.CREATED_AT).put(created);
    put(out, CanonicalLayout.KIND).put(kindDigits);
    put(out, CanonicalLayout.TAGS).put(scratch, tagsFrom, tagsTo - tagsFrom);
    put(out, CanonicalLayout.CONTENT).put((byte) '"');
    out.put(scratch, contentFrom, contentTo - contentFrom).put((byte) '"');
    put(out, CanonicalLayout.SIG).put(sig);
    put(out, CanonicalLayout.END);
    return record;
  }

  private static ByteBuffer put(ByteBuffer out, String ascii) {
    for (int i = 0; i < ascii.length(); i++) {
      out.put((byte) ascii.charAt(i));
    }
    return out;
  }
}
