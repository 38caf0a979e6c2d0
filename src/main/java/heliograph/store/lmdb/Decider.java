package heliograph.store.lmdb;

import heliograph.event.KindClass;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.store.FeedEntry;
import heliograph.store.FeedEntry.Cause;
import heliograph.store.StoreResult;
import heliograph.store.log.LogBatch;
import heliograph.store.log.LogEntry;
import heliograph.store.pending.Pending;
import heliograph.store.pending.PendingEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Cursor;
import org.lmdbjava.Txn;

/**
 * Decides what becomes of events before LMDB has them: what {@link EventWriter#put} will return and
 * change when it is given the same events in the same order, read from LMDB and what is pending.
 *
 * <p>It decides no kind 5 and no kind 62: they remove any number of events, and bar others. They
 * are written to LMDB when nothing is pending, so that no pending event is deleted and the
 * tombstones in LMDB are all there are. Confined to the writer's thread.
 */
final class Decider implements AutoCloseable {
  private final LmdbEnvironment env;
  private final Pending pending;
  private final Predicate<NostrEvent> keepsReplaced;
  private final EventLookup lookup;
  private final Tombstones tombstones;
  private final CurrentVersions current;
  private final PackedEvent stored = new PackedEvent();
  private final Txn<ByteBuffer> txn;
  private final Cursor<ByteBuffer> ids;

  private List<LogEntry> entries = new ArrayList<>();
  private List<FeedEntry> changes = new ArrayList<>();
  private boolean anyVanished;
  private long first;
  private long change;

  /**
   * Creates a decider.
   *
   * @param keepsReplaced whether a version that is replaced is to be kept
   */
  Decider(LmdbEnvironment env, Pending pending, Predicate<NostrEvent> keepsReplaced) {
    this.env = env;
    this.pending = pending;
    this.keepsReplaced = keepsReplaced;
    lookup = new EventLookup(env);
    tombstones = new Tombstones(env);
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

  /** Begins a batch whose changes follow {@code lastChange}. */
  void begin(long lastChange, boolean vanished) {
    anyVanished = vanished;
    first = lastChange + 1;
    change = lastChange;
    entries = new ArrayList<>();
    changes = new ArrayList<>();
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

  /** Ends the reading for a batch. */
  void end() {
    txn.reset();
    env.unlockMap();
  }

  /** Returns the batch of the events that were accepted since {@link #begin}. */
  LogBatch batch(long seconds) {
    return new LogBatch(first, change, seconds, entries);
  }

  /** Returns the changes that the batch makes. */
  List<FeedEntry> changes() {
    return changes;
  }

  /** Decides about an event and adds what it changes to the pending changes. */
  StoreResult decide(NostrEvent event) {
    if (tombstones.bar(txn, event, anyVanished)) {
      return new StoreResult.Deleted();
    }
    if (isStored(event)) {
      return new StoreResult.Duplicate();
    }
    KindClass kindClass = event.kindClass();
    ByteBuffer address = StoredEvents.isReplaceable(kindClass) ? current.address(event) : null;
    boolean keeps = false;
    if (address != null) {
      PendingEvent before = before(event, address);
      StoreResult refusal = before == null ? expired(event) : EventWriter.rank(event, before);
      if (refusal != null) {
        return refusal;
      }
      if (before != null) {
        keeps = keepsReplaced.test(before.event());
        replace(before);
      }
    }
    long localId = ++change;
    pending.add(localId, event, address);
    entries.add(new LogEntry(event, keeps));
    changes.add(new FeedEntry.Put(localId, event));
    return new StoreResult.Stored(localId);
  }

  private boolean isStored(NostrEvent event) {
    if (pending.find(event.id()) != null) {
      return true;
    }
    long localId = lookup.find(txn, ids, event.id(), stored);
    return localId >= 0 && !pending.isRemoved(localId);
  }

  /** Returns the version that is stored or pending. */
  private @Nullable PendingEvent before(NostrEvent event, ByteBuffer address) {
    PendingEvent before = pending.current(address);
    if (before != null) {
      return before;
    }
    long localId = current.find(txn, event.packed());
    return localId >= 0 && lookup.read(txn, localId, stored)
        ? new PendingEvent(localId, NostrEvent.copyOf(stored))
        : null;
  }

  private @Nullable StoreResult expired(NostrEvent event) {
    return EventWriter.rank(event, current.findExpired(txn, event.packed()));
  }

  private void replace(PendingEvent before) {
    NostrEvent event = before.event();
    pending.remove(++change, before.localId(), event);
    changes.add(
        new FeedEntry.Removed(change, Cause.REPLACED, event.id(), event.pubkey(), event.kind()));
  }

  @Override
  public void close() {
    ids.close();
    txn.close();
  }
}
