package heliograph.store.layout;

import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.store.VersionPlace;
import java.nio.ByteBuffer;

/**
 * The layout of the version dbi: the replaced versions of each address, newest first.
 *
 * <pre>
 * key    pubkey[32] kind u16 sha256(d)[0..16)   the address, as in the replaceable dbi
 *        ~created_at id[0..8)
 * value  replaced at i64, packed event
 * </pre>
 */
public final class VersionKey {
  /** The number of bytes of the address, which all its versions share. */
  public static final int ADDRESS = 32 + 2 + 16;

  public static final int LENGTH = ADDRESS + 16;

  /** The offset of the packed event in the value. */
  public static final int RECORD = 8;

  private static final int KIND = 32;

  private VersionKey() {}

  /** Appends the version of {@code event} to the address in {@code key}, flipped. */
  public static void extend(ByteBuffer key, PackedEvent event) {
    key.limit(key.capacity()).position(ADDRESS);
    key.putLong(IndexKey.inverted(event.createdAt())).putLong(event.idWord(0)).flip();
  }

  /**
   * Appends to the address in {@code key} the position of the first version older than {@code
   * before}, flipped.
   */
  public static void seek(ByteBuffer key, long before) {
    key.limit(key.capacity()).position(ADDRESS);
    long last = before == Long.MIN_VALUE ? before : before - 1;
    key.putLong(IndexKey.inverted(last)).putLong(0).flip();
  }

  /** Makes the key of the version at {@code place} of an address, flipped. */
  public static void seek(ByteBuffer key, VersionPlace place) {
    key.limit(key.capacity()).position(ADDRESS);
    key.putLong(IndexKey.inverted(place.createdAt())).putLong(place.id().a()).flip();
  }

  public static int kind(ByteBuffer key) {
    return key.getShort(KIND) & 0xffff;
  }

  public static long createdAt(ByteBuffer key) {
    return IndexKey.inverted(key.getLong(ADDRESS));
  }

  /** Returns the first 8 bytes of the version's id. */
  public static long idHead(ByteBuffer key) {
    return key.getLong(ADDRESS + 8);
  }

  public static boolean isOf(PublicKey author, ByteBuffer key) {
    return PublicKey.read(key, 0).equals(author);
  }

  public static boolean sameAddress(ByteBuffer a, ByteBuffer b) {
    return a.slice(0, ADDRESS).equals(b.slice(0, ADDRESS));
  }
}
