package heliograph.store.lmdb;

import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.store.layout.AddressKey;
import heliograph.store.pending.PendingEvent;
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
  private @Nullable PendingEvent found;
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
    return point(store.find(id), into);
  }

  @Override
  public long find(Deletion.Address address, PackedEvent into) {
    return point(store.version(key(address)), into);
  }

  private long point(@Nullable PendingEvent event, PackedEvent into) {
    found = event == null || removed.containsKey(event.localId()) ? null : event;
    if (found == null) {
      return -1;
    }
    into.wrap(found.event().packed().buffer());
    return found.localId();
  }

  private ByteBuffer key(Deletion.Address address) {
    return addresses.replaceable(address.owner(), address.kind(), address.d());
  }

  @Override
  public void remove(long localId) {
    PendingEvent event = found;
    if (event == null || event.localId() != localId) {
      throw new IllegalStateException("event %d was not found last".formatted(localId));
    }
    removed.put(localId, event.event());
    bytes += event.event().packed().buffer().limit();
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
