package heliograph.store.pending;

import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.store.log.LogBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The pending changes of one file of the log. Readers see those up to a change that is published;
 * what is added after it can be undone. Nothing else is ever taken out: a generation is dropped
 * whole, when LMDB has it.
 *
 * <p>Any thread may read what {@link PendingView} reads, and the tombstones. The rest belongs to
 * the writer, and once the generation is being applied, to the applier.
 */
public final class Generation {
  /** The maximum number of events, and of removals without those of its last event. */
  static final int EVENTS_MAX = 8_192;

  /** The index entries of an event, without those of its tags. */
  private static final int ENTRIES_PER_EVENT = 9;

  private static final int ENTRIES_PER_TOMBSTONE = 4;

  /** The number of bytes of an event that count as one index entry. */
  private static final int BYTES_PER_ENTRY = 512;

  private static final long PAGE = 4_096;

  private final Map<EventId, PendingEvent> byId = new ConcurrentHashMap<>();
  private final Map<Long, PendingEvent> byLocalId = new ConcurrentHashMap<>();
  private final Map<Long, PendingRemoval> removals = new ConcurrentHashMap<>();

  /** The version of each address that has changed; empty where it is deleted. */
  private final Map<ByteBuffer, PendingVersion> current = new HashMap<>();

  /** The tombstones of deleted events and addresses, and up to when they bar a version. */
  private final Map<ByteBuffer, Long> tombstones = new ConcurrentHashMap<>();

  private final List<LogBatch> batches = new ArrayList<>();
  private final List<Runnable> undo = new ArrayList<>();
  private final int workMax;
  private int work;
  private int keptWork;
  private long bytes;
  private long keptBytes;
  private long firstExpiration = Long.MAX_VALUE;
  private volatile boolean empty = true;

  /**
   * Creates an empty generation.
   *
   * @param workMax the number of index entries after which it is full
   */
  Generation(int workMax) {
    this.workMax = workMax;
  }

  private static int work(NostrEvent event) {
    int bytes = event.packed().buffer().limit();
    return ENTRIES_PER_EVENT + event.packed().indexedTagCount() + bytes / BYTES_PER_ENTRY;
  }

  /** Adds an event. */
  void add(PendingEvent added, @Nullable ByteBuffer address) {
    NostrEvent event = added.event();
    put(byLocalId, added.localId(), added);
    put(byId, event.id(), added); // again, if it was deleted before
    if (address != null) {
      put(current, address, new PendingVersion(added));
    }
    firstExpiration = Math.min(firstExpiration, event.packed().expiration());
    work += work(event);
    bytes += event.packed().buffer().limit();
  }

  /** Removes an event, stored or pending. */
  void remove(PendingRemoval removed) {
    undo.add(() -> removals.remove(removed.localId()));
    removals.put(removed.localId(), removed);
    work += work(removed.event());
    bytes += removed.event().packed().buffer().limit();
  }

  /** Notes that the version of an address was removed, and no other has taken its place. */
  void vacate(ByteBuffer address) {
    put(current, address, new PendingVersion(null));
  }

  /** Notes a tombstone. */
  void bar(ByteBuffer tombstone, long until) {
    put(tombstones, tombstone, until);
    work += ENTRIES_PER_TOMBSTONE;
    bytes += tombstone.limit();
  }

  private <K, T> void put(Map<K, T> map, K key, T value) {
    T before = map.put(key, value);
    undo.add(() -> {
      if (before == null) {
        map.remove(key);
      } else {
        map.put(key, before);
      }
    });
  }

  /** Keeps what was added since the last call; {@code batch} is on disk. */
  void keep(LogBatch batch) {
    batches.add(batch);
    undo.clear();
    keptWork = work;
    keptBytes = bytes;
    empty = false;
  }

  /** Takes out what was added since the last call of {@link #keep}. */
  void undo() {
    undo.reversed().forEach(Runnable::run);
    undo.clear();
    work = keptWork;
    bytes = keptBytes;
  }

  /** Returns when the first of the events expires, in seconds since 1970, at the earliest. */
  long firstExpiration() {
    return firstExpiration;
  }

  boolean isEmpty() {
    return empty;
  }

  boolean isFull() {
    return byLocalId.size() >= EVENTS_MAX
        || removals.size() >= EVENTS_MAX
        || work >= workMax
        || bytes >= Pending.BYTES_MAX;
  }

  /** Returns the bytes of LMDB's map that the changes may take: a page for each index entry. */
  public long room() {
    return room(bytes, work);
  }

  static long room(long bytes, long work) {
    return 8 * bytes + PAGE * work + (1 << 20);
  }

  /** Returns the number of events. */
  public int size() {
    return byLocalId.size();
  }

  /** Returns what the log's file holds, in order. */
  public List<LogBatch> batches() {
    return batches;
  }

  /** Returns the last change; the generation is not empty. */
  public long lastChange() {
    return batches.getLast().last();
  }

  @Nullable PendingEvent find(EventId id) {
    return byId.get(id);
  }

  @Nullable PendingEvent get(long localId) {
    return byLocalId.get(localId);
  }

  /** Returns the version of an address, empty if it is deleted; null if it has not changed. */
  @Nullable PendingVersion current(ByteBuffer address) {
    return current.get(address);
  }

  /** Returns up to when a tombstone bars; null if there is none. */
  @Nullable Long barredUntil(ByteBuffer tombstone) {
    return tombstones.isEmpty() ? null : tombstones.get(tombstone);
  }

  @Nullable PendingRemoval removal(long localId) {
    return removals.get(localId);
  }

  Iterable<PendingEvent> events() {
    return byLocalId.values();
  }

  Iterable<PendingRemoval> removals() {
    return removals.values();
  }
}
