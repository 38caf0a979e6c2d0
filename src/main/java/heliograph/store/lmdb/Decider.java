package heliograph.store.lmdb;

import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.store.FeedEntry;
import heliograph.store.FeedEntry.Cause;
import heliograph.store.StoreResult;
import heliograph.store.lmdb.CurrentVersions.Expired;
import heliograph.store.log.LogBatch;
import heliograph.store.log.LogEntry;
import heliograph.store.pending.Pending;
import heliograph.store.pending.PendingEvent;
import heliograph.store.rules.Deletion;
import heliograph.store.rules.Precedence;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of events before LMDB has them: what {@link EventWriter#put} will return and
 * change when it is given the same events in the same order, see {@link PendingStore}.
 *
 * <p>It does not decide a kind 62, which removes any number of events, nor a kind 5 that removes
 * many bytes, which would stay in memory. They are written to LMDB when nothing is pending.
 * Confined to the writer's thread.
 */
final class Decider implements AutoCloseable {
  private final Pending pending;
  private final PendingStore store;
  private final Predicate<NostrEvent> keepsReplaced;
  private final PackedEvent current = new PackedEvent();

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
    this.pending = pending;
    this.keepsReplaced = keepsReplaced;
    store = new PendingStore(env, pending);
  }

  /** Begins a batch whose changes follow {@code lastChange}. */
  void begin(long lastChange, boolean vanished) {
    anyVanished = vanished;
    first = lastChange + 1;
    change = lastChange;
    entries = new ArrayList<>();
    changes = new ArrayList<>();
    store.begin();
  }

  /** Ends the reading for a batch. */
  void end() {
    store.end();
  }

  /** Returns the batch of the events that were accepted since {@link #begin}. */
  LogBatch batch(long seconds) {
    return new LogBatch(first, change, seconds, entries);
  }

  /** Returns the changes that the batch makes. */
  List<FeedEntry> changes() {
    return changes;
  }

  /** Returns false for an event of a kind that is not decided. */
  static boolean takes(NostrEvent event) {
    return event.kind() != Kinds.REQUEST_TO_VANISH && !Deletion.isLarge(event);
  }

  /**
   * Decides about an event and adds what it changes to the pending changes; returns null, and adds
   * nothing, if it removes too much.
   */
  @Nullable StoreResult decide(NostrEvent event) {
    if (store.bars(event, anyVanished)) {
      return new StoreResult.Deleted();
    }
    if (store.has(event.id())) {
      return new StoreResult.Duplicate();
    }
    ByteBuffer address = store.address(event);
    boolean keeps = false;
    if (address != null) {
      PendingEvent before = store.version(address);
      StoreResult refusal = refusal(event, before, address);
      if (refusal != null) {
        return refusal;
      }
      if (before != null) {
        keeps = keepsReplaced.test(before.event());
        remove(before.localId(), before.event(), Cause.REPLACED);
      }
    } else if (event.kind() == Kinds.DELETION && !delete(event)) {
      return null;
    }
    long localId = ++change;
    pending.add(localId, event, address);
    entries.add(new LogEntry(event, keeps));
    changes.add(new FeedEntry.Put(localId, event));
    return new StoreResult.Stored(localId);
  }

  /** Returns the result of an event if another version takes precedence, otherwise null. */
  private @Nullable StoreResult refusal(
      NostrEvent event, @Nullable PendingEvent before, ByteBuffer address) {
    if (before != null) {
      return Precedence.ofStored(event, before.event().createdAt(), before.event().id());
    }
    Expired last = store.expired(address);
    return last == null ? null : Precedence.ofExpired(event, last.createdAt(), last.id());
  }

  /** Deletes what a kind 5 names; returns false if that is too much. */
  private boolean delete(NostrEvent event) {
    PlannedDeletion plan = PlannedDeletion.of(event, store);
    if (plan == null) {
      return false;
    }
    plan.removed()
        .forEach((localId, removed) -> {
          ByteBuffer address = store.address(removed);
          if (address != null && store.find(address, current) == localId) {
            pending.vacate(address);
          }
          remove(localId, removed, Cause.DELETED);
        });
    plan.bars().forEach(pending::bar);
    return true;
  }

  private void remove(long localId, NostrEvent event, Cause cause) {
    pending.remove(++change, localId, event);
    changes.add(new FeedEntry.Removed(change, cause, event.id(), event.pubkey(), event.kind()));
  }

  @Override
  public void close() {
    store.close();
  }
}
