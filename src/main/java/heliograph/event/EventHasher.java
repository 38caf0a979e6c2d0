package heliograph.event;

import java.security.MessageDigest;

/**
 * Computes the NIP-01 id of events: SHA-256 over {@code [0,pubkey,created_at,kind,tags,content]}
 * without building that array, for its parts stand in the canonical JSON in the same order.
 *
 * <p>The two spellings differ in one point: control characters other than the five with a short
 * escape are raw in the hashed form and {@code \\u00xx} in the JSON; a flag of the packed record
 * says when that matters. Confined to one thread.
 */
public final class EventHasher {
  private static final int PUBKEY_AT = "{\"id\":\"".length() + 64 + "\",\"pubkey\":\"".length();
  private static final int CREATED_AT = PUBKEY_AT + 64 + "\",\"created_at\":".length();
  private static final byte[] OPEN = {'[', '0', ',', '"'};
  private static final byte[] AFTER_PUBKEY = {'"', ','};

  private final MessageDigest sha256 = Sha256.digest();

  /** The id that the content of {@code event} hashes to. */
  public EventId idOf(NostrEvent event) {
    PackedEvent packed = event.packed();
    byte[] record = packed.buffer().array();
    int json = packed.jsonAt();
    int tags = json + packed.tagsAt();
    int content = json + packed.contentAt();
    sha256.reset();
    sha256.update(OPEN);
    sha256.update(record, json + PUBKEY_AT, 64);
    sha256.update(AFTER_PUBKEY);
    int at = json + CREATED_AT;
    int comma = at;
    while (record[comma] != ',') {
      comma++;
    }
    sha256.update(record, at, comma + 1 - at);
    at = comma + ",\"kind\":".length();
    comma = at;
    while (record[comma] != ',') {
      comma++;
    }
    sha256.update(record, at, comma + 1 - at);
    int tagsEnd = content - ",\"content\":".length();
    int contentEnd = content + event.contentBytes() + 2;
    if ((packed.flags() & PackedEvent.FLAG_CONTROL_CHARACTERS) == 0) {
      sha256.update(record, tags, tagsEnd - tags);
      sha256.update((byte) ',');
      sha256.update(record, content, contentEnd - content);
    } else {
      updateRaw(record, tags, tagsEnd);
      sha256.update((byte) ',');
      updateRaw(record, content, contentEnd);
    }
    sha256.update((byte) ']');
    return EventId.read(java.nio.ByteBuffer.wrap(sha256.digest()), 0);
  }

  /** Hashes canonical JSON with each {@code \\u00xx} as the one byte it stands for. */
  private void updateRaw(byte[] json, int from, int to) {
    int plain = from;
    int at = from;
    while (at < to) {
      if (json[at] != '\\') {
        at++;
      } else if (json[at + 1] != 'u') {
        at += 2;
      } else {
        sha256.update(json, plain, at - plain);
        sha256.update(Hex.decode(json, at + 4, 1)[0]);
        at += 6;
        plain = at;
      }
    }
    sha256.update(json, plain, to - plain);
  }
}
