package heliograph.store.lmdb;

import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.store.layout.AddressKey;
import heliograph.store.rules.Deletion;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a kind 5 will delete of a {@link PendingStore}, which does not change meanwhile. Confined to
 * the writer's thread.
 */
final class PlannedDeletion implements Deletion.Target {
  /** The maximum number of bytes of the events that one kind 5 removes. */
  private static final int BYTES_MAX = 256 << 10;

  private final PendingStore store;
  private final AddressKey addresses = new AddressKey();

  /** The events to be removed, by their local ids, in order. */
  private final Map<Long, NostrEvent> removed = new LinkedHashMap<>();

  private final Map<ByteBuffer, Long> bars = new LinkedHashMap<>();

  /** Points at the event that was found last. */
  private PackedEvent named = new PackedEvent();

  private long bytes;

  PlannedDeletion(PendingStore store) {
    this.store = store;
  }

  /** Plans what {@code event}, a kind 5, deletes; null if that is too much to be kept in memory. */
  static @Nullable PlannedDeletion of(NostrEvent event, PendingStore store) {
    PlannedDeletion plan = new PlannedDeletion(store);
    Deletion deletion = new Deletion(event, plan);
    for (List<String> tag : event.tags()) {
      deletion.apply(tag);
      if (plan.bytes > BYTES_MAX) {
        return null;
      }
    }
    return plan;
  }

  /** Returns the events to be removed, by their local ids, in the order of their removal. */
  Map<Long, NostrEvent> removed() {
    return removed;
  }

  /** Returns the tombstones, and up to when each bars. */
  Map<ByteBuffer, Long> bars() {
    return bars;
  }

  @Override
  public long find(EventId id, PackedEvent into) {
    return found(store.find(id, into), into);
  }

  @Override
  public long find(Deletion.Address address, PackedEvent into) {
    return found(store.find(key(address), into), into);
  }

  private long found(long localId, PackedEvent event) {
    named = event;
    return removed.containsKey(localId) ? -1 : localId;
  }

  private ByteBuffer key(Deletion.Address address) {
    return addresses.replaceable(address.owner(), address.kind(), address.d());
  }

  /** Copies the event that was found last, unless that is too much. */
  @Override
  public void remove(long localId) {
    bytes += named.buffer().limit();
    if (bytes <= BYTES_MAX) {
      removed.put(localId, NostrEvent.copyOf(named));
    }
  }

  @Override
  public void bar(EventId id, PublicKey by) {
    ByteBuffer tombstone = ByteBuffer.allocate(AddressKey.MAX);
    AddressKey.writeEventTombstone(tombstone, id, by);
    bars.put(tombstone, Tombstones.FOR_EVER);
  }

  @Override
  public void bar(Deletion.Address address, long until) {
    ByteBuffer tombstone = ByteBuffer.allocate(AddressKey.MAX);
    addresses.writeAddressTombstone(tombstone, address.owner(), address.kind(), address.d());
    bars.put(tombstone, until);
  }
}
