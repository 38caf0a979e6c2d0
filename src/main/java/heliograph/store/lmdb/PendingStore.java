package heliograph.store.lmdb;

import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.store.layout.AddressKey;
import heliograph.store.lmdb.CurrentVersions.Expired;
import heliograph.store.pending.Pending;
import heliograph.store.pending.PendingEvent;
import heliograph.store.pending.PendingVersion;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Cursor;
import org.lmdbjava.Txn;

/**
 * The store as LMDB will have it when all that is pending is applied, what is not published yet
 * too. Confined to the writer's thread, and read between {@link #begin} and {@link #end} with the
 * pending changes locked.
 */
final class PendingStore implements AutoCloseable {
  private final LmdbEnvironment env;
  private final Pending pending;
  private final EventLookup lookup;
  private final Tombstones tombstones;
  private final CurrentVersions current;
  private final AddressKey addresses = new AddressKey();
  private final PackedEvent stored = new PackedEvent();
  private final Txn<ByteBuffer> txn;
  private final Cursor<ByteBuffer> ids;

  PendingStore(LmdbEnvironment env, Pending pending) {
    this.env = env;
    this.pending = pending;
    lookup = new EventLookup(env);
    tombstones = new Tombstones(env, pending::barredUntil);
    current = new CurrentVersions(env);
    env.lockMap();
    try {
      txn = env.read();
      ids = env.ids.openCursor(txn);
      txn.reset();
    } finally {
      env.unlockMap();
    }
  }

  /** Begins to read the newest state. */
  void begin() {
    env.lockMap();
    boolean begun = false;
    try {
      txn.renew();
      ids.renew(txn);
      begun = true;
    } finally {
      if (!begun) {
        env.unlockMap();
      }
    }
  }

  /** Ends the reading. */
  void end() {
    txn.reset();
    env.unlockMap();
  }

  /** Returns true if {@code event} was deleted, before or after it was first seen. */
  boolean bars(NostrEvent event, boolean anyVanished) {
    return tombstones.bar(txn, event, anyVanished);
  }

  /** Returns true if an event is stored. */
  boolean has(EventId id) {
    return find(id, stored) >= 0;
  }

  /**
   * Returns the local id of an event and points {@code into} at it, until {@link #end}; −1 if it is
   * not stored.
   */
  long find(EventId id, PackedEvent into) {
    PendingEvent found = pending.find(id);
    if (found != null) {
      return point(found, into);
    }
    long localId = lookup.find(txn, ids, id, into);
    return localId >= 0 && !pending.isRemoved(localId) ? localId : -1;
  }

  /** Returns the local id of the version of an address, likewise. */
  long find(ByteBuffer address, PackedEvent into) {
    PendingVersion changed = pending.current(address);
    if (changed != null) {
      return changed.event() == null ? -1 : point(changed.event(), into);
    }
    return findStored(address, into);
  }

  private long findStored(ByteBuffer address, PackedEvent into) {
    long localId = current.find(txn, address);
    return localId >= 0 && lookup.read(txn, localId, into) ? localId : -1;
  }

  private static long point(PendingEvent event, PackedEvent into) {
    into.wrap(event.event().packed().buffer());
    return event.localId();
  }

  /** Returns the address of an event; null if it is neither replaceable nor addressable. */
  @Nullable ByteBuffer address(NostrEvent event) {
    return StoredEvents.isReplaceable(event.kindClass())
        ? addresses.replaceable(event.pubkey(), event.kind(), AddressKey.d(event.packed()))
        : null;
  }

  /** Returns the version of an address; null if there is none. */
  @Nullable PendingEvent version(ByteBuffer address) {
    PendingVersion changed = pending.current(address);
    if (changed != null) {
      return changed.event();
    }
    long localId = findStored(address, stored);
    return localId < 0 ? null : new PendingEvent(localId, NostrEvent.copyOf(stored));
  }

  /** Returns the version that expired last at an address without a version; null if none did. */
  @Nullable Expired expired(ByteBuffer address) {
    return pending.current(address) == null ? current.findExpired(txn, address) : null;
  }

  @Override
  public void close() {
    ids.close();
    txn.close();
  }
}
