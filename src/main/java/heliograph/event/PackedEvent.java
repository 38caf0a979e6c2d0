package heliograph.event;

import java.nio.ByteBuffer;

/**
 * One event in its packed form, read in place: a flyweight over a heap array (an event just
 * received) or over the LMDB map (an event being scanned). Confined to its holder.
 *
 * <pre>
 * offset size
 *    0     8  created_at      i64, seconds
 *    8     4  kind            0–65535
 *   12     4  indexed tags    n: tags with a one-letter name and a value
 *   16    32  id
 *   48    32  pubkey
 *   80     8  expiration      i64, seconds; Long.MAX_VALUE when there is none (NIP-40)
 *   88     4  tags at         offset in the JSON of the tags array
 *   92     4  content at      offset in the JSON of the content's opening quote
 *   96     4  all tags        number of tags of any name
 *  100     4  flags           see FLAG_ constants
 *  104   16n  indexed tags    hash i64 | value offset in the JSON i32 | letter u8, value length u24
 *  …       …  JSON            canonical: NIP-01 field order, no white space, fewest escapes
 * </pre>
 *
 * <p>All numbers are big-endian. A tag value is the bytes between its quotes in the canonical JSON:
 * two values are equal exactly if these bytes are, so matching never unescapes anything.
 */
public final class PackedEvent {
  static final int KIND = 8;
  static final int TAG_COUNT = 12;
  static final int ID = 16;
  static final int PUBKEY = 48;
  static final int EXPIRATION = 80;
  static final int TAGS_AT = 88;
  static final int CONTENT_AT = 92;
  static final int ALL_TAGS = 96;
  static final int FLAGS = 100;
  static final int HEADER = 104;
  static final int TAG_ENTRY = 16;

  /** The id hash covers raw control characters that the JSON spells as \\u00xx. */
  static final int FLAG_CONTROL_CHARACTERS = 1;

  /** The event carries the {@code ["-"]} tag of NIP-70. */
  static final int FLAG_PROTECTED = 2;

  /** The first {@code d} tag has no value, so it counts as the empty one (NIP-01). */
  static final int FLAG_EMPTY_D = 4;

  private ByteBuffer buffer = ByteBuffer.allocate(0);

  /** Points this flyweight at {@code packed}, whose position 0 is the record's first byte. */
  public PackedEvent wrap(ByteBuffer packed) {
    buffer = packed;
    return this;
  }

  /** Returns the record itself, for absolute reads only. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** Returns created_at, in seconds since 1970; may be negative. */
  public long createdAt() {
    return buffer.getLong(0);
  }

  public int kind() {
    return buffer.getInt(KIND);
  }

  public EventId id() {
    return EventId.read(buffer, ID);
  }

  public PublicKey pubkey() {
    return PublicKey.read(buffer, PUBKEY);
  }

  /** Returns the {@code index}-th of the four big-endian words of the id. */
  public long idWord(int index) {
    return buffer.getLong(ID + 8 * index);
  }

  /** Returns the {@code index}-th of the four big-endian words of the author's key. */
  public long pubkeyWord(int index) {
    return buffer.getLong(PUBKEY + 8 * index);
  }

  /**
   * Returns the expiration in seconds since 1970; {@code Long.MAX_VALUE} if there is none (NIP-40).
   */
  public long expiration() {
    return buffer.getLong(EXPIRATION);
  }

  /** Returns true if the event has expired at {@code now}, in seconds (NIP-40). */
  public boolean isExpired(long now) {
    return expiration() <= now;
  }

  public boolean isProtected() {
    return (flags() & FLAG_PROTECTED) != 0;
  }

  int flags() {
    return buffer.getInt(FLAGS);
  }

  /** Returns the number of tags of any name. */
  public int tagCount() {
    return buffer.getInt(ALL_TAGS);
  }

  /**
   * Returns the number of tags with a one-letter name and a value: those that filters can ask for.
   */
  public int indexedTagCount() {
    return buffer.getInt(TAG_COUNT);
  }

  public int tagLetter(int index) {
    return buffer.getInt(HEADER + TAG_ENTRY * index + 12) >>> 24;
  }

  public long tagHash(int index) {
    return buffer.getLong(HEADER + TAG_ENTRY * index);
  }

  /** Returns true if the value of an indexed tag has exactly these canonical bytes. */
  public boolean tagValueIs(int index, byte[] value) {
    int entry = HEADER + TAG_ENTRY * index;
    if ((buffer.getInt(entry + 12) & 0xff_ffff) != value.length) {
      return false;
    }
    int at = jsonAt() + buffer.getInt(entry + 8);
    for (int i = 0; i < value.length; i++) {
      if (buffer.get(at + i) != value[i]) {
        return false;
      }
    }
    return true;
  }

  /** Compares the value of an indexed tag with canonical bytes, as {@code Arrays.compare} does. */
  public int compareTagValue(int index, byte[] value, int offset, int valueLength) {
    int entry = HEADER + TAG_ENTRY * index;
    int length = buffer.getInt(entry + 12) & 0xff_ffff;
    int at = jsonAt() + buffer.getInt(entry + 8);
    for (int i = 0; i < Math.min(length, valueLength); i++) {
      int order = Byte.compare(buffer.get(at + i), value[offset + i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(length, valueLength);
  }

  /** Compares the values of two indexed tags, as {@link #compareTagValue} does. */
  public int compareTagValues(int index, int other) {
    int entry = HEADER + TAG_ENTRY * index;
    int otherEntry = HEADER + TAG_ENTRY * other;
    int length = buffer.getInt(entry + 12) & 0xff_ffff;
    int otherLength = buffer.getInt(otherEntry + 12) & 0xff_ffff;
    int at = jsonAt() + buffer.getInt(entry + 8);
    int otherAt = jsonAt() + buffer.getInt(otherEntry + 8);
    for (int i = 0; i < Math.min(length, otherLength); i++) {
      int order = Byte.compare(buffer.get(at + i), buffer.get(otherAt + i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(length, otherLength);
  }

  /** Returns true if some tag of this letter has exactly these canonical bytes as its value. */
  public boolean hasTag(char letter, byte[] value) {
    int tags = indexedTagCount();
    for (int tag = 0; tag < tags; tag++) {
      if (tagLetter(tag) == letter && tagValueIs(tag, value)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the canonical bytes of an indexed tag's value. */
  public byte[] tagValue(int index) {
    int entry = HEADER + TAG_ENTRY * index;
    byte[] value = new byte[buffer.getInt(entry + 12) & 0xff_ffff];
    buffer.get(jsonAt() + buffer.getInt(entry + 8), value);
    return value;
  }

  /**
   * Returns the canonical bytes of the {@code d} tag's value, empty when there is none (NIP-01).
   */
  public byte[] dTag() {
    if ((flags() & FLAG_EMPTY_D) == 0) {
      for (int i = 0; i < indexedTagCount(); i++) {
        if (tagLetter(i) == 'd') {
          return tagValue(i);
        }
      }
    }
    return new byte[0];
  }

  /** Returns the offset of the JSON in the record. */
  public int jsonAt() {
    return HEADER + TAG_ENTRY * indexedTagCount();
  }

  public int jsonLength() {
    return buffer.limit() - jsonAt();
  }

  /** Returns a copy of the canonical JSON, UTF-8. */
  public byte[] json() {
    byte[] json = new byte[jsonLength()];
    buffer.get(jsonAt(), json);
    return json;
  }

  int tagsAt() {
    return buffer.getInt(TAGS_AT);
  }

  int contentAt() {
    return buffer.getInt(CONTENT_AT);
  }
}
