package heliograph.store.lmdb;

import heliograph.event.EventId;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.store.FeedEntry;
import heliograph.store.FeedEntry.Cause;
import heliograph.store.StoreResult;
import heliograph.store.lmdb.CurrentVersions.Expired;
import heliograph.store.log.LogEntry;
import heliograph.store.rules.Deletion;
import heliograph.store.rules.Precedence;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Txn;

/**
 * Writes events within the writer's transaction, by the rules of NIP-01, NIP-09, NIP-40 and NIP-62
 * for what a relay keeps.
 *
 * <pre>
 * put(e):  stored already            → Duplicate
 *          barred by a deletion      → Deleted      see {@link Erasure}
 *          newer version stored,     → Superseded   (same second: the lowest id stays)
 *          or stored till it expired
 *          older version stored      → removed, feed REPLACED
 *          kind 5 or 62              → what it names is removed, feed DELETED or VANISHED, and barred
 *          write record and indexes, feed PUT
 * </pre>
 *
 * <p>Every change of the store is appended to the feed in the same transaction; the entries of a
 * transaction are handed out after its commit. {@link #work} says how much a transaction has
 * written, so that its caller can end it in time. Confined to {@link Commits}.
 */
final class EventWriter {
  /**
   * The approximate number of entries that one event may remove at once; the rest is removed after
   * the commit.
   */
  static final int ERASED_AT_ONCE = 2_048;

  private final LmdbEnvironment env;
  private final WriteTxn txn;
  private final EventIndexes indexes;
  private final StoredEvents events;
  private final Erasure erasure;
  private final Counters counters;
  private final Versions versions;
  private final TagErasure tags;
  private final CurrentVersions current;
  private final PackedEvent stored = new PackedEvent();

  /** Set when an event of this transaction was not stored. */
  private boolean refused;

  private volatile boolean vanishing;
  private volatile boolean erased;

  /** Continues after the last change that {@code env} holds. */
  EventWriter(LmdbEnvironment env, int feedEntriesMax, Versions versions) {
    this.env = env;
    this.versions = versions;
    txn = new WriteTxn(env, feedEntriesMax);
    current = new CurrentVersions(env);
    counters = new Counters(env, txn.seq());
    tags = new TagErasure(env);
    indexes = new EventIndexes(env, tags);
    events = new StoredEvents(env, txn, indexes, current, versions, counters);
    erasure = new Erasure(txn, events, env, versions);
    load();
  }

  /** Reads the parts of the store that are kept in memory. */
  private void load() {
    try (Txn<ByteBuffer> now = env.read()) {
      erasure.load(now);
      tags.load(now);
    }
    note();
  }

  private void note() {
    vanishing = erasure.isUnfinished();
    erased = tags.isPending();
  }

  /** Returns whether any key has vanished. Any thread. */
  boolean hasVanished() {
    return erasure.hasVanished();
  }

  /** Returns the last change made, committed or not. */
  long seq() {
    return txn.seq();
  }

  void begin() {
    txn.begin();
    refused = false;
    counters.begin();
  }

  /** Commits and returns the changes since {@link #begin}, which are durable as configured. */
  List<FeedEntry> commit() {
    txn.trimFeed();
    counters.flush(txn.lmdb(), txn.seq());
    if (refused && txn.work() == 0) {
      txn.touch(); // otherwise the time to the OK would reveal that nothing was stored
    }
    List<FeedEntry> changes = txn.commit();
    counters.committed();
    erasure.committed();
    note();
    return changes;
  }

  /** Undoes everything since {@link #begin}. */
  void abort() {
    txn.abort();
    indexes.abort();
    load();
    counters.aborted(txn.seq());
  }

  Counters counters() {
    return counters;
  }

  /**
   * Returns the approximate number of index entries and records written and removed in this
   * transaction.
   */
  int work() {
    return txn.work();
  }

  /** Removes a part of the events of vanished keys. */
  void removeVanished(int units) {
    erasure.continueVanishing(units);
  }

  /** Returns true if removed events have left index entries behind. Any thread. */
  boolean hasErased() {
    return erased;
  }

  /** Removes up to {@code max} index entries of removed events. */
  void sweepErased(int max) {
    if (tags.isPending()) {
      txn.spend(tags.sweep(txn.lmdb(), max));
    }
  }

  /** Returns true if a vanished key has events left. Any thread. */
  boolean hasVanishing() {
    return vanishing;
  }

  /** Begins to apply events of the log; call {@link #putIndexes} at their end. */
  void collectIndexes() {
    indexes.collect(txn.seq());
  }

  /** Makes the events applied since {@link #collectIndexes} be found. */
  void putIndexes() {
    indexes.putCollected(txn.lmdb());
  }

  /**
   * Applies an event of the log, which was accepted at {@code seconds}: it is neither stored nor
   * barred.
   */
  void put(LogEntry entry, long seconds) {
    NostrEvent event = entry.event();
    versions.follow(entry, seconds);
    try {
      if (event.kind() == Kinds.DELETION) {
        indexes.putCollected(txn.lmdb()); // it finds events by their ids
        delete(event);
        indexes.collect(txn.seq());
      }
      if (!StoredEvents.isReplaceable(event.kindClass()) || supersede(event) == null) {
        events.add(event);
      }
    } finally {
      versions.decide();
    }
  }

  /** Applies one event, which removes no more than {@link #ERASED_AT_ONCE} entries at once. */
  StoreResult put(NostrEvent event) {
    StoreResult refusal = knownResult(event);
    if (refusal == null && StoredEvents.isReplaceable(event.kindClass())) {
      refusal = supersede(event);
    }
    if (refusal != null) {
      refused = true;
      return refusal;
    }
    if (event.kind() == Kinds.DELETION && !Deletion.isLarge(event)) {
      delete(event);
    } else if (event.kind() == Kinds.REQUEST_TO_VANISH) {
      erasure.vanish(event, ERASED_AT_ONCE);
    }
    return new StoreResult.Stored(events.add(event));
  }

  private void delete(NostrEvent deletion) {
    erasure.delete(deletion, deletion.tags(), 0, Integer.MAX_VALUE - txn.work());
  }

  /** Returns the result of an event that is stored or barred; null for one that is neither. */
  @Nullable StoreResult knownResult(NostrEvent event) {
    if (erasure.isBarred(event)) {
      // checked first, because an event that is being removed is still stored
      return new StoreResult.Deleted();
    }
    return txn.find(event.id(), stored) >= 0 ? new StoreResult.Duplicate() : null;
  }

  /** Applies a part of a large kind 5 before {@link #put}; returns the first tag that is left. */
  int erase(NostrEvent deletion, List<List<String>> named, int from) {
    return erasure.delete(deletion, named, from, ERASED_AT_ONCE);
  }

  /**
   * Removes the version that a replaceable event replaces; returns the result if another version
   * takes precedence, otherwise null.
   */
  private @Nullable StoreResult supersede(NostrEvent event) {
    long localId = current.find(txn.lmdb(), event.packed());
    if (localId < 0 || !txn.read(localId, stored)) {
      Expired last = current.findExpired(txn.lmdb(), event.packed());
      return last == null ? null : Precedence.ofExpired(event, last.createdAt(), last.id());
    }
    StoreResult refusal = Precedence.ofStored(event, stored.createdAt(), stored.id());
    if (refusal == null) {
      events.remove(localId, Cause.REPLACED);
    }
    return refusal;
  }

  /** Removes an event that is stored; returns false if it is not. */
  boolean remove(EventId id) {
    txn.spend(1);
    long localId = txn.find(id, stored);
    if (localId >= 0) {
      events.remove(localId, Cause.DELETED);
    }
    return localId >= 0;
  }

  /** Removes a part of what is kept of events that are gone, where it is too old. */
  void sweepKept(long now) {
    versions.sweep(txn.lmdb());
    current.sweep(txn.lmdb(), now);
  }

  /** Returns true if a stored event has expired; outside of a transaction. */
  boolean hasExpired(long now) {
    return erasure.hasExpired(now);
  }

  /** Removes a part of the expired events; returns false if there are more. */
  boolean removeExpired(long now, int units) {
    current.sweep(txn.lmdb(), now); // at least as many marks as the removals below add
    return erasure.removeExpired(now, units);
  }
}
