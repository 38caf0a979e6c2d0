package heliograph.store.lmdb;

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
final class VersionKey {
  /** The number of bytes of the address, which all its versions share. */
  static final int ADDRESS = 32 + 2 + 16;

  static final int LENGTH = ADDRESS + 16;

  /** The offset of the packed event in the value. */
  static final int RECORD = 8;

  private static final int KIND = 32;

  private VersionKey() {}

  /** Appends the version of {@code event} to the address in {@code key}, flipped. */
  static void extend(ByteBuffer key, PackedEvent event) {
    key.limit(key.capacity()).position(ADDRESS);
    key.putLong(IndexKey.inverted(event.createdAt())).putLong(event.idWord(0)).flip();
  }

  /**
   * Appends to the address in {@code key} the position of the first version older than {@code
   * before}, flipped.
   */
  static void seek(ByteBuffer key, long before) {
    key.limit(key.capacity()).position(ADDRESS);
    long last = before == Long.MIN_VALUE ? before : before - 1;
    key.putLong(IndexKey.inverted(last)).putLong(0).flip();
  }

  /** Makes the key of the version at {@code place} of an address, flipped. */
  static void seek(ByteBuffer key, VersionPlace place) {
    key.limit(key.capacity()).position(ADDRESS);
    key.putLong(IndexKey.inverted(place.createdAt())).putLong(place.id().a()).flip();
  }

  static int kind(ByteBuffer key) {
    return key.getShort(KIND) & 0xffff;
  }

  static long createdAt(ByteBuffer key) {
    return IndexKey.inverted(key.getLong(ADDRESS));
  }

  /** Returns the first 8 bytes of the version's id. */
  static long idHead(ByteBuffer key) {
    return key.getLong(ADDRESS + 8);
  }

  static boolean isOf(PublicKey author, ByteBuffer key) {
    return PublicKey.read(key, 0).equals(author);
  }

  static boolean sameAddress(ByteBuffer a, ByteBuffer b) {
    return a.slice(0, ADDRESS).equals(b.slice(0, ADDRESS));
  }
}
