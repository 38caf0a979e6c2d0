package heliograph.event;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Computes the NIP-01 id of events: SHA-256 over {@code [0,pubkey,created_at,kind,tags,content]}
 * without building that array, because its parts are in the canonical JSON in the same order.
 *
 * <p>The two spellings differ in one point: control characters other than the five with a short
 * escape are raw in the hashed form and {@code \\u00xx} in the JSON; a flag of the packed record
 * says when that matters. {@link IdSpelling} lists what other programs hash instead. Confined to
 * one thread.
 */
public final class EventHasher {
  private static final byte[] OPEN = {'[', '0', ',', '"'};
  private static final byte[] AFTER_PUBKEY = {'"', ','};

  private final MessageDigest sha256 = Sha256.digest();

  /** Returns the id of {@code event} as NIP-01 defines it. */
  public EventId idOf(NostrEvent event) {
    return idOf(event, IdSpelling.RAW);
  }

  /**
   * Returns true if the id of {@code event} is a hash of its content: in NIP-01's spelling or,
   * where the text has characters that programs escape differently, in one of theirs (ADR 0030).
   * Events without such characters are hashed once.
   */
  public boolean isId(NostrEvent event) {
    EventId id = event.id();
    if (idOf(event, IdSpelling.RAW).equals(id)) {
      return true;
    }
    int special = IdSpelling.special(event.packed());
    for (int i = 1; special != 0 && i < IdSpelling.ALL.length; i++) {
      IdSpelling spelling = IdSpelling.ALL[i];
      if (spelling.isDistinctFor(special) && idOf(event, spelling).equals(id)) {
        return true;
      }
    }
    return false;
  }

  EventId idOf(NostrEvent event, IdSpelling spelling) {
    PackedEvent packed = event.packed();
    byte[] record = packed.buffer().array();
    int json = packed.jsonAt();
    int tags = json + packed.tagsAt();
    int content = json + packed.contentAt();
    sha256.reset();
    sha256.update(OPEN);
    sha256.update(record, json + CanonicalLayout.PUBKEY_AT, CanonicalLayout.HEX_32);
    sha256.update(AFTER_PUBKEY);
    int at = json + CanonicalLayout.CREATED_AT_AT;
    int comma = at;
    while (record[comma] != ',') {
      comma++;
    }
    sha256.update(record, at, comma + 1 - at);
    at = comma + CanonicalLayout.KIND.length();
    comma = at;
    while (record[comma] != ',') {
      comma++;
    }
    sha256.update(record, at, comma + 1 - at);
    int tagsEnd = CanonicalLayout.tagsEnd(content);
    int contentEnd = content + event.contentBytes() + 2;
    boolean plain = (packed.flags() & PackedEvent.FLAG_CONTROL_CHARACTERS) == 0;
    if (spelling == IdSpelling.RAW && plain) {
      sha256.update(record, tags, tagsEnd - tags);
      sha256.update((byte) ',');
      sha256.update(record, content, contentEnd - content);
    } else {
      update(record, tags, tagsEnd, spelling);
      sha256.update((byte) ',');
      update(record, content, contentEnd, spelling);
    }
    sha256.update((byte) ']');
    return EventId.read(ByteBuffer.wrap(sha256.digest()), 0);
  }

  /** Hashes canonical JSON in another spelling. */
  private void update(byte[] json, int from, int to, IdSpelling spelling) {
    int plain = from;
    int at = from;
    while (at < to) {
      int length = IdSpelling.lengthOfSpecial(json, at);
      if (length == 0) {
        at += json[at] == '\\' ? 2 : 1;
        continue;
      }
      sha256.update(json, plain, at - plain);
      byte[] other = spelling.respelled(json, at, length);
      sha256.update(other, 0, other.length);
      at += length;
      plain = at;
    }
    sha256.update(json, plain, to - plain);
  }
}
