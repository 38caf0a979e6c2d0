package heliograph.store.layout;

import heliograph.event.EventId;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.event.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Keys of the events that an author can replace or delete. Confined to its owner.
 *
 * <pre>
 * replaceable      pubkey[32] kind u16 sha256(d)[0..16)
 * tombstone   'e'  id[32] pubkey[32]
 *             'a'  pubkey[32] kind u16 sha256(d)[0..16) → until i64
 *             'v'  pubkey[32]                           → until i64, done u8   (NIP-62)
 * </pre>
 *
 * <p>A tombstone names the key that signed the deletion, so a kind 5 of another key deletes nothing
 * (NIP-09). {@code d} is the value of the first {@code d} tag, empty when there is none and for
 * replaceable kinds.
 */
public final class AddressKey {
  public static final int MAX = 1 + 32 + 32;

  private static final int REPLACEABLE = 32 + 2 + 16;

  /** The first byte of the tombstones of vanished keys. */
  public static final byte VANISHED = 'v';

  private final MessageDigest sha256 = Sha256.digest();

  /** Writes the key under which the current version of an address is found, flipped. */
  public void writeReplaceable(ByteBuffer key, PublicKey pubkey, int kind, byte[] d) {
    key.clear();
    address(key, pubkey, kind, d).flip();
  }

  /** Returns the key under which the current version of an address is found. */
  public ByteBuffer replaceable(PublicKey pubkey, int kind, byte[] d) {
    return address(ByteBuffer.allocate(REPLACEABLE), pubkey, kind, d).flip();
  }

  /** Writes the tombstone of an address, flipped. */
  public void writeAddressTombstone(ByteBuffer key, PublicKey pubkey, int kind, byte[] d) {
    key.clear();
    address(key.put((byte) 'a'), pubkey, kind, d).flip();
  }

  /** Writes the tombstone of an event, flipped. */
  public static void writeEventTombstone(ByteBuffer key, EventId id, PublicKey pubkey) {
    key.clear();
    key.put((byte) 'e');
    id.write(key);
    pubkey.write(key);
    key.flip();
  }

  /** Writes the tombstone of a vanished key, flipped. */
  public static void writeVanished(ByteBuffer key, PublicKey pubkey) {
    key.clear();
    key.put(VANISHED);
    pubkey.write(key);
    key.flip();
  }

  private ByteBuffer address(ByteBuffer key, PublicKey pubkey, int kind, byte[] d) {
    pubkey.write(key);
    return key.putShort((short) kind).put(Arrays.copyOf(sha256.digest(d), 16));
  }

  /** Returns the {@code d} that addresses an event: empty for kinds that are not addressable. */
  public static byte[] d(PackedEvent event) {
    return event.kind() >= 30_000 ? event.dTag() : new byte[0];
  }
}
