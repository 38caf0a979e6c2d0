package heliograph.store.lmdb;

import heliograph.event.EventId;
import heliograph.event.PackedEvent;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.GetOp;
import org.lmdbjava.Txn;

/**
 * Which version of each address is stored, and which was, where it has expired (NIP-40): a stale
 * status must not return because a newer one's time is over.
 *
 * <pre>
 * replaceable  pubkey kind sha256(d)[16]               → local id
 * expired  'a' pubkey kind sha256(d)[16]               → created_at, id, expiration
 *          't' expiration pubkey kind sha256(d)[16]    → –
 * </pre>
 *
 * <p>What has expired is remembered for {@link #KEPT_SECONDS} after its expiration, of {@link
 * #MARKS_MAX} addresses at most: then those that expired first are forgotten. Confined to the
 * writer's thread.
 */
final class CurrentVersions {
  private static final long KEPT_SECONDS = 90L * 24 * 60 * 60;
  private static final long MARKS_MAX = 1_000_000;
  private static final int SWEPT_AT_ONCE = 1_000;
  private static final byte BY_ADDRESS = 'a';
  private static final byte BY_TIME = 't';

  /** The version of an address that expired last. */
  record Expired(long createdAt, EventId id) {}

  private final Dbi<ByteBuffer> replaceable;
  private final Dbi<ByteBuffer> expired;
  private final AddressKey addresses = new AddressKey();
  private final ByteBuffer address = ByteBuffer.allocateDirect(AddressKey.MAX);
  private final ByteBuffer key = ByteBuffer.allocateDirect(AddressKey.MAX + 9);
  private final ByteBuffer value = ByteBuffer.allocateDirect(48);

  CurrentVersions(LmdbEnvironment env) {
    replaceable = env.replaceable;
    expired = env.expired();
  }

  private void seek(PackedEvent event) {
    addresses.writeReplaceable(address, event.pubkey(), event.kind(), AddressKey.d(event));
  }

  /** Returns the local id of the stored version of the address of {@code event}, or −1. */
  long find(Txn<ByteBuffer> txn, PackedEvent event) {
    seek(event);
    ByteBuffer current = replaceable.get(txn, address);
    return current == null ? -1 : current.getLong(0);
  }

  /** The version of this address that expired last and is not followed by another. */
  @Nullable Expired findExpired(Txn<ByteBuffer> txn, PackedEvent event) {
    seek(event);
    ByteBuffer mark = expired.get(txn, byAddress());
    return mark == null ? null : new Expired(mark.getLong(0), EventId.read(mark, 8));
  }

  /** Makes an event the stored version of its address. */
  void put(Txn<ByteBuffer> txn, PackedEvent event, long localId) {
    seek(event);
    value.clear();
    replaceable.put(txn, address, value.putLong(localId).flip());
    forget(txn);
  }

  /** Takes note that an event is removed, and why; nothing happens if it is not the one stored. */
  void remove(Txn<ByteBuffer> txn, PackedEvent event, long localId, boolean isExpired) {
    if (find(txn, event) != localId) {
      return;
    }
    replaceable.delete(txn, address);
    if (isExpired) {
      value.clear();
      value.putLong(event.createdAt());
      event.id().write(value);
      expired.put(txn, byAddress(), value.putLong(event.expiration()).flip());
      value.clear();
      expired.put(txn, byTime(event.expiration()), value.flip());
    }
  }

  private void forget(Txn<ByteBuffer> txn) {
    ByteBuffer mark = expired.get(txn, byAddress());
    if (mark != null) {
      long expiration = mark.getLong(40);
      expired.delete(txn, byAddress());
      expired.delete(txn, byTime(expiration));
    }
  }

  /** Forgets what expired long ago, or first where there are too many, a part at a time. */
  void sweep(Txn<ByteBuffer> txn, long now) {
    for (int i = 0; i < SWEPT_AT_ONCE; i++) {
      try (Cursor<ByteBuffer> cursor = expired.openCursor(txn)) {
        key.clear();
        boolean found =
            cursor.get(key.put(BY_TIME).flip(), GetOp.MDB_SET_RANGE)
                && (cursor.key().getLong(1) < now - KEPT_SECONDS
                    || expired.stat(txn).entries > 2 * MARKS_MAX);
        if (!found) {
          return;
        }
        address.clear();
        address.put(cursor.key().duplicate().position(9)).flip();
      }
      forget(txn);
    }
  }

  private ByteBuffer byAddress() {
    key.clear();
    return key.put(BY_ADDRESS).put(address.duplicate()).flip();
  }

  private ByteBuffer byTime(long expiration) {
    key.clear();
    return key.put(BY_TIME).putLong(expiration).put(address.duplicate()).flip();
  }
}
