package heliograph.store.lmdb;

import heliograph.event.EventId;
import heliograph.event.KindClass;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.store.layout.AddressKey;
import heliograph.store.rules.GiftWraps;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.lmdbjava.Txn;

/** Looks up what bars an event from being stored. Confined to its owner. */
final class Tombstones {
  /** Up to when the tombstone of an event bars. */
  static final long FOR_EVER = Long.MAX_VALUE;

  private static final long NEVER = Long.MIN_VALUE;

  private final LmdbEnvironment env;
  private final ToLongFunction<ByteBuffer> pending;
  private final AddressKey addresses = new AddressKey();
  private final ByteBuffer key = ByteBuffer.allocateDirect(AddressKey.MAX);

  Tombstones(LmdbEnvironment env) {
    this(env, tombstone -> NEVER);
  }

  /**
   * Looks among pending tombstones too.
   *
   * @param pending returns up to when a pending tombstone bars, see {@link
   *     heliograph.store.pending.Pending#barredUntil}
   */
  Tombstones(LmdbEnvironment env, ToLongFunction<ByteBuffer> pending) {
    this.env = env;
    this.pending = pending;
  }

  /**
   * Returns true if {@code event} was deleted, before or after it was first seen.
   *
   * @param anyVanished whether any key has vanished; if not, none is looked up
   */
  boolean bar(Txn<ByteBuffer> txn, NostrEvent event, boolean anyVanished) {
    if (event.kind() == Kinds.REQUEST_TO_VANISH) {
      return false;
    }
    if (anyVanished && isVanished(txn, event)) {
      return true;
    }
    if (event.kind() == Kinds.DELETION) {
      return false;
    }
    if (event.kind() == Kinds.GIFT_WRAP) {
      return isDeleted(txn, event.id(), event.pubkey())
          || GiftWraps.recipients(event.packed()).stream()
              .anyMatch(p -> isDeleted(txn, event.id(), p));
    }
    return event.kindClass() == KindClass.REGULAR
        ? isDeleted(txn, event.id(), event.pubkey())
        : barVersion(txn, event.packed());
  }

  /** Returns true if the author has deleted an event that has an address, or all up to it. */
  boolean barVersion(Txn<ByteBuffer> txn, PackedEvent version) {
    PublicKey author = version.pubkey();
    if (isDeleted(txn, version.id(), author)) {
      return true;
    }
    addresses.writeAddressTombstone(key, author, version.kind(), AddressKey.d(version));
    return version.createdAt() <= until(txn);
  }

  /** Returns up to when the tombstone of {@link #key} bars. */
  private long until(Txn<ByteBuffer> txn) {
    ByteBuffer found = env.tombstones.get(txn, key);
    long stored = found == null ? NEVER : found.remaining() == 0 ? FOR_EVER : found.getLong(0);
    return Math.max(stored, pending.applyAsLong(key));
  }

  private boolean isDeleted(Txn<ByteBuffer> txn, EventId id, PublicKey by) {
    AddressKey.writeEventTombstone(key, id, by);
    return until(txn) == FOR_EVER;
  }

  private boolean isVanished(Txn<ByteBuffer> txn, NostrEvent event) {
    return isVanished(txn, event.pubkey(), event.createdAt())
        || GiftWraps.recipients(event.packed()).stream()
            .anyMatch(p -> isVanished(txn, p, event.createdAt()));
  }

  private boolean isVanished(Txn<ByteBuffer> txn, PublicKey gone, long createdAt) {
    OptionalLong until = vanishedUntil(txn, gone);
    return until.isPresent() && createdAt <= until.getAsLong();
  }

  /** Returns the time up to which the events of a key are removed, or are being removed. */
  OptionalLong vanishedUntil(Txn<ByteBuffer> txn, PublicKey gone) {
    AddressKey.writeVanished(key, gone);
    ByteBuffer until = env.tombstones.get(txn, key);
    return until == null ? OptionalLong.empty() : OptionalLong.of(until.getLong(0));
  }
}
