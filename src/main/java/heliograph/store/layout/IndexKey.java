package heliograph.store.layout;

import heliograph.event.PackedEvent;
import java.nio.ByteBuffer;

/**
 * The layout of index keys: a prefix with the values searched for, then a tail that orders.
 *
 * <pre>
 * prefix                          tail
 * ───────────────────────────     ─────────────────────────────────────────────
 * TIME         (nothing)          ~created_at i64 | id[0..8) | local id u64
 * KIND         kind u16           same
 * AUTHOR       pubkey[0..8)       same
 * AUTHOR_KIND  pubkey[0..8) kind  same
 * TAG          letter u8 hash i64 same, and kind u16
 * </pre>
 *
 * <p>{@code ~created_at} is {@code created_at ^ 0x7fff…}: unsigned order of it is descending order
 * of the signed time. Equal prefix, time and first half of the id (2³² work to construct) fall back
 * to the order of arrival; no event is lost.
 */
public enum IndexKey {
  TIME("time", 0),
  KIND("kind", 2),
  AUTHOR("author", 8),
  AUTHOR_KIND("author_kind", 10),
  TAG("tag", 9);

  public static final int TAIL = 24;
  public static final int MAX = 9 + TAIL + 2;

  private final String dbi;
  private final int prefixLength;

  IndexKey(String dbi, int prefixLength) {
    this.dbi = dbi;
    this.prefixLength = prefixLength;
  }

  public String dbi() {
    return dbi;
  }

  public int prefixLength() {
    return prefixLength;
  }

  /** Turns a time into key order, and back. */
  public static long inverted(long createdAt) {
    return createdAt ^ Long.MAX_VALUE;
  }

  /** Compares two entries under the same prefix by time, id and local id: the order of results. */
  public static int compare(long time, long id, long local, long time2, long id2, long local2) {
    int order = Long.compareUnsigned(time, time2);
    if (order == 0) {
      order = Long.compareUnsigned(id, id2);
    }
    return order != 0 ? order : Long.compare(local, local2);
  }

  /** Returns true if a key begins with these bytes. */
  public static boolean startsWith(ByteBuffer key, byte[] prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if (key.get(i) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** Writes the key of one event in a tagless index, flipped for LMDB. */
  public void write(ByteBuffer key, PackedEvent event, long localId) {
    key.clear();
    switch (this) {
      case TIME -> {}
      case KIND -> key.putShort((short) event.kind());
      case AUTHOR -> key.putLong(event.pubkeyWord(0));
      case AUTHOR_KIND -> key.putLong(event.pubkeyWord(0)).putShort((short) event.kind());
      case TAG -> throw new IllegalArgumentException("an event has one TAG key for each tag");
    }
    tail(key, event, localId).flip();
  }

  /** Writes the key of one tag of an event, flipped for LMDB. */
  public static void writeTag(ByteBuffer key, PackedEvent event, int tag, long localId) {
    key.clear();
    key.put((byte) event.tagLetter(tag)).putLong(event.tagHash(tag));
    tail(key, event, localId).putShort((short) event.kind()).flip();
  }

  private static ByteBuffer tail(ByteBuffer key, PackedEvent event, long localId) {
    return key.putLong(inverted(event.createdAt())).putLong(event.idWord(0)).putLong(localId);
  }

  /** Returns the local id in an index key, or in another key that ends with it. */
  public static long localId(byte[] key) {
    int end = key.length == MAX ? MAX - 2 : key.length; // only the keys of tags are that long
    return ByteBuffer.wrap(key).getLong(end - 8);
  }

  public static byte[] kindPrefix(int kind) {
    return ByteBuffer.allocate(2).putShort((short) kind).array();
  }

  public static byte[] authorPrefix(long firstWord) {
    return ByteBuffer.allocate(8).putLong(firstWord).array();
  }

  public static byte[] authorKindPrefix(long firstWord, int kind) {
    return ByteBuffer.allocate(10).putLong(firstWord).putShort((short) kind).array();
  }

  public static byte[] tagPrefix(int letter, long hash) {
    return ByteBuffer.allocate(9).put((byte) letter).putLong(hash).array();
  }
}
