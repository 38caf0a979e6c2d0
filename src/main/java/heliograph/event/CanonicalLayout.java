package heliograph.event;

/**
 * The offsets of an event's fields in its canonical JSON: NIP-01's field order, no white space.
 *
 * <pre>
 * {"id":"…64…","pubkey":"…64…","created_at":N,"kind":N,"tags":[…],"content":"…","sig":"…128…"}
 * │              │             │               │         │                │
 * 0              PUBKEY_AT     CREATED_AT_AT   │         tagsAt           contentAt: its quote
 * </pre>
 *
 * <p>Everything up to created_at has a fixed offset. The offsets after it depend on the digits of
 * the two numbers and on the lengths of tags and content.
 */
final class CanonicalLayout {
  static final String ID = "{\"id\":\"";
  static final String PUBKEY = "\",\"pubkey\":\"";
  static final String CREATED_AT = "\",\"created_at\":";
  static final String KIND = ",\"kind\":";
  static final String TAGS = ",\"tags\":";
  static final String CONTENT = ",\"content\":";
  static final String SIG = ",\"sig\":\"";
  static final String END = "\"}";

  static final int HEX_32 = 64;
  static final int HEX_64 = 128;
  static final int PUBKEY_AT = ID.length() + HEX_32 + PUBKEY.length();
  static final int CREATED_AT_AT = PUBKEY_AT + HEX_32 + CREATED_AT.length();

  /** The number of bytes after the content's closing quote. */
  private static final int TAIL = SIG.length() + HEX_64 + END.length();

  private CanonicalLayout() {}

  /** Returns the offset of the tags' opening bracket. */
  static int tagsAt(int createdAtDigits, int kindDigits) {
    return CREATED_AT_AT + createdAtDigits + KIND.length() + kindDigits + TAGS.length();
  }

  /** Returns the offset of the content's opening quote. */
  static int contentAt(int tagsAt, int tagsLength) {
    return tagsAt + tagsLength + CONTENT.length();
  }

  /** Returns the length of the whole JSON; {@code contentLength} leaves out the two quotes. */
  static int length(int contentAt, int contentLength) {
    return contentAt + 1 + contentLength + 1 + TAIL;
  }

  /** Returns the number of bytes of the content between its quotes. */
  static int contentLength(int contentAt, int jsonLength) {
    return jsonLength - length(contentAt, 0);
  }

  /** Returns the offset of the signature's first digit. */
  static int signatureAt(int jsonLength) {
    return jsonLength - END.length() - HEX_64;
  }

  /** Returns the offset after the tags' closing bracket. */
  static int tagsEnd(int contentAt) {
    return contentAt - CONTENT.length();
  }
}
