package heliograph.store.lmdb;

import heliograph.event.EventId;
import heliograph.event.PackedEvent;
import heliograph.store.layout.AddressKey;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.GetOp;
import org.lmdbjava.Txn;

/**
 * The stored version of each address, and the last one that expired (NIP-40): an old version must
 * not be accepted again because a newer one has expired.
 *
 * <pre>
 * replaceable  pubkey kind sha256(d)[16]               → local id
 * expired  'a' pubkey kind sha256(d)[16]               → created_at, id, expiration
 *          't' expiration pubkey kind sha256(d)[16]    → –
 * </pre>
 *
 * <p>An expired version is remembered for {@link #KEPT_SECONDS} after its expiration, for {@link
 * #MARKS_MAX} addresses at most; beyond that number, those that expired first are dropped. Confined
 * to its owner.
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

  /** Sets {@link #address}. */
  private void seek(ByteBuffer wanted) {
    address.clear();
    address.put(wanted.duplicate()).flip();
  }

  /** Returns the local id of the stored version of the address of {@code event}, or −1. */
  long find(Txn<ByteBuffer> txn, PackedEvent event) {
    seek(event);
    return find(txn);
  }

  /** Returns the local id of the stored version of an address, or −1. */
  long find(Txn<ByteBuffer> txn, ByteBuffer wanted) {
    seek(wanted);
    return find(txn);
  }

  private long find(Txn<ByteBuffer> txn) {
    ByteBuffer current = replaceable.get(txn, address);
    return current == null ? -1 : current.getLong(0);
  }

  /**
   * Returns the version of the address of {@code event} that expired last, unless another has been
   * stored since.
   */
  @Nullable Expired findExpired(Txn<ByteBuffer> txn, PackedEvent event) {
    seek(event);
    return findExpired(txn);
  }

  /** Returns the version of an address that expired last, unless another has been stored since. */
  @Nullable Expired findExpired(Txn<ByteBuffer> txn, ByteBuffer wanted) {
    seek(wanted);
    return findExpired(txn);
  }

  private @Nullable Expired findExpired(Txn<ByteBuffer> txn) {
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

  /** Records that an event is removed, and why; does nothing if it is not the stored version. */
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

  /** Drops a part of the marks that are too old or, where there are too many, of the oldest. */
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
