package heliograph.store.lmdb;

import heliograph.event.EventId;
import heliograph.event.Hex;
import heliograph.event.KindClass;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.store.layout.AddressKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.lmdbjava.Txn;

/** Looks up what bars an event from being stored. Confined to its owner. */
final class Tombstones {
  private final LmdbEnvironment env;
  private final AddressKey addresses = new AddressKey();
  private final ByteBuffer key = ByteBuffer.allocateDirect(AddressKey.MAX);

  Tombstones(LmdbEnvironment env) {
    this.env = env;
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
    if (isDeleted(txn, event.id(), event.pubkey())) {
      return true;
    }
    if (event.kind() == Kinds.GIFT_WRAP) {
      return recipients(event.packed()).stream().anyMatch(p -> isDeleted(txn, event.id(), p));
    }
    if (event.kindClass() == KindClass.REGULAR) {
      return false;
    }
    addresses.writeAddressTombstone(
        key, event.pubkey(), event.kind(), AddressKey.d(event.packed()));
    ByteBuffer until = env.tombstones.get(txn, key);
    return until != null && event.createdAt() <= until.getLong(0);
  }

  private boolean isDeleted(Txn<ByteBuffer> txn, EventId id, PublicKey by) {
    AddressKey.writeEventTombstone(key, id, by);
    return env.tombstones.get(txn, key) != null;
  }

  private boolean isVanished(Txn<ByteBuffer> txn, NostrEvent event) {
    return isVanished(txn, event.pubkey(), event.createdAt())
        || event.kind() == Kinds.GIFT_WRAP
            && recipients(event.packed()).stream()
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

  /** Returns the keys that a gift wrap is for. */
  private static List<PublicKey> recipients(PackedEvent event) {
    List<PublicKey> keys = new ArrayList<>(1);
    for (int tag = 0; tag < event.indexedTagCount(); tag++) {
      if (event.tagLetter(tag) == 'p') {
        byte[] value = event.tagValue(tag);
        if (value.length == 64 && Hex.isLowerHex(value, 0, 64)) {
          keys.add(PublicKey.fromHex(value, 0));
        }
      }
    }
    return keys;
  }
}
