package heliograph.store.lmdb;

import heliograph.config.StoreConfig;
import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.event.Seconds;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.metrics.Meters;
import heliograph.store.ChangeFeed;
import heliograph.store.CounterWalk;
import heliograph.store.EventScan;
import heliograph.store.EventStore;
import heliograph.store.StoreException;
import heliograph.store.StoreResult;
import heliograph.store.StoreStatistics;
import heliograph.store.StoredCount;
import heliograph.store.VersionHistory;
import heliograph.store.VersionKeeping;
import heliograph.store.disk.DiskRoom;
import heliograph.store.layout.CounterKey;
import heliograph.store.layout.CounterValue;
import heliograph.store.log.DiskLogFolder;
import heliograph.store.log.LogFolder;
import heliograph.store.pending.PendingView;
import heliograph.store.pending.RecentChanges;
import heliograph.worker.Worker;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.lmdbjava.Txn;

/** The event store of a relay: sole writer of its LMDB environment. Thread-safe. */
public final class LmdbEventStore implements EventStore {
  /** The maximum number of bytes that events awaiting commit hold. */
  public static final int QUEUE_BYTES_MAX = WriteQueue.BYTES_MAX;

  private static final Duration CLOSE_PATIENCE = Duration.ofMinutes(1);

  private final LmdbEnvironment env;
  private final ReaderPool readers;
  private final RecentChanges recent;
  private final LmdbChangeFeed feed;
  private final LmdbVersionHistory history;
  private final WriteLoop writer;
  private final Worker writerWorker;
  private final Worker applierWorker;
  private final DiskRoom disk;
  private final Clock clock;

  /**
   * Opens the store for writing and starts its writer.
   *
   * @param threads creates the writer's thread, then the one that applies the log, both platform
   *     threads
   * @throws StoreException if it is in use, of a newer schema or broken
   */
  public LmdbEventStore(StoreConfig config, Clock clock, Meters meters, ThreadFactory threads) {
    this(config, VersionKeeping.NONE, clock, meters, threads);
  }

  /** Opens the store for writing and keeps replaced versions. */
  public LmdbEventStore(
      StoreConfig config,
      VersionKeeping keeping,
      Clock clock,
      Meters meters,
      ThreadFactory threads) {
    this(config, keeping, clock, meters, threads, new DiskLogFolder(config.directory()));
  }

  LmdbEventStore(
      StoreConfig config,
      VersionKeeping keeping,
      Clock clock,
      Meters meters,
      ThreadFactory threads,
      LogFolder log) {
    this.clock = clock;
    env = new LmdbEnvironment(config, LmdbEnvironment.Access.WRITE);
    env.clearStaleReaders();
    disk =
        new DiskRoom(
            config.directory(),
            config.directory().toFile()::getUsableSpace,
            config.bounds().diskFreeMin(),
            System::nanoTime);
    meters.gauge("heliograph_store_disk_free_bytes", "Free bytes of the disk", disk::free);
    try {
      writer = new WriteLoop(env, config, keeping, clock, disk, log, meters);
    } catch (RuntimeException e) {
      env.close();
      throw e;
    }
    readers = new ReaderPool(env, writer.pending()::view, config.bounds().readersMax());
    recent = writer.recent();
    feed = new LmdbChangeFeed(recent, readers);
    history = new LmdbVersionHistory(env, readers, writer.pending(), this::seconds);
    meters.gauge("heliograph_store_used_bytes", "Bytes of the map in use", env::usedBytes);
    meters.gauge("heliograph_store_map_bytes", "Size of the map", env::mapBytes);
    meters.gauge("heliograph_store_events", "Stored events", () -> statistics().events());
    meters.gauge("heliograph_store_readers", "Reader slots in use", readers::busy);
    meters.gauge("heliograph_write_queue_events", "Events awaiting commit", writer.queue()::size);
    meters.gauge("heliograph_write_queue_bytes", "Bytes awaiting commit", writer.queue()::bytes);
    meters.gauge("heliograph_erasures", "Erasures that are not done", this::erasing);
    meters.gauge("heliograph_counters", "Counts kept up to date", writer.counters()::size);
    applierWorker = new Worker(writer.applier(meters));
    writerWorker = Worker.start(threads, writer);
    applierWorker.start(threads);
  }

  @Override
  public void write(NostrEvent event, Completion completion) {
    if (disk.isShort()) {
      throw new StoreException(StoreResult.Failed.DISK_NEARLY_FULL);
    }
    writer.submit(event, completion);
  }

  @Override
  public boolean isShortOfDisk() {
    return disk.isShort();
  }

  @Override
  public boolean isDiskFull() {
    return disk.isFull();
  }

  @Override
  public int remove(List<EventId> ids) {
    return writer.remove(ids);
  }

  @Override
  public boolean contains(EventId id) {
    ReadContext context = readers.borrow();
    try {
      return context.find(id) >= 0;
    } finally {
      readers.giveBack(context);
    }
  }

  @Override
  public Optional<NostrEvent> find(EventId id, long upTo) {
    ReadContext context = readers.borrow();
    try {
      long localId = context.find(id);
      return localId >= 0 && localId <= upTo && !context.event().isExpired(seconds())
          ? Optional.of(NostrEvent.copyOf(context.event()))
          : Optional.empty();
    } finally {
      readers.giveBack(context);
    }
  }

  private long seconds() {
    return Seconds.now(clock);
  }

  @Override
  public EventScan scan(List<NostrFilter> filters, Visibility visibility) {
    return scan(filters, visibility, recent::lastSeq);
  }

  @Override
  public EventScan scan(List<NostrFilter> filters, Visibility visibility, LongSupplier upTo) {
    return new LmdbScan(readers, filters, visibility, upTo, this::seconds);
  }

  @Override
  public Optional<StoredCount> count(NostrFilter filter) {
    Optional<CounterKey> key = CounterKey.of(filter);
    if (key.isEmpty() || !env.vanishing.isEmpty()) {
      return Optional.empty();
    }
    ReadContext context = readers.borrow();
    try {
      ByteBuffer stored = env.counters().get(context.txn(), key.get().write(context.key()));
      if (stored == null) {
        return Optional.empty();
      }
      CounterValue value = CounterValue.read(key.get(), stored);
      count(context.pending(), filter, value);
      return value.isTooStale() ? Optional.empty() : value.answer();
    } finally {
      readers.giveBack(context);
    }
  }

  /** Adds to a counter the changes that LMDB does not have. */
  private static void count(PendingView pending, NostrFilter filter, CounterValue into) {
    if (pending.isEmpty()) {
      return;
    }
    Set<PublicKey> counted = new HashSet<>();
    pending.forEachAdded(added -> {
      PackedEvent event = added.event().packed();
      if (filter.matches(event)) {
        into.add(event.pubkey(), event.expiration() != Long.MAX_VALUE);
        if (!pending.isRemoved(added.localId())) {
          counted.add(event.pubkey());
        }
      }
    });
    pending.forEachRemoved(removed -> {
      PackedEvent event = removed.event().packed();
      if (filter.matches(event)) {
        into.remove(event.expiration() != Long.MAX_VALUE);
        if (!counted.add(event.pubkey())) {
          into.undoRemoval(); // the author is among the others still, or was lost before
        }
      }
    });
  }

  @Override
  public void maintain(NostrFilter filter, Consumer<CounterWalk> ready) {
    CounterKey.of(filter)
        .ifPresent(key -> writer.counters().ask(new CounterGathering(key, readers, ready)));
  }

  @Override
  public ChangeFeed feed() {
    return feed;
  }

  @Override
  public VersionHistory history() {
    return history;
  }

  @Override
  public StoreStatistics statistics() {
    ReadContext context = readers.borrow();
    try {
      long growth = context.pending().growth();
      return statistics(env, context.txn(), growth, recent.lastSeq(), writer.queue().size());
    } finally {
      readers.giveBack(context);
    }
  }

  /**
   * Returns the number of unfinished erasures: vanished keys with events left, and removed events
   * with index entries left.
   */
  long erasing() {
    ReadContext context = readers.borrow();
    try {
      return Vanishing.read(env, context.txn()).size() + env.erasing().stat(context.txn()).entries;
    } finally {
      readers.giveBack(context);
    }
  }

  static StoreStatistics statistics(
      LmdbEnvironment env, Txn<ByteBuffer> txn, long growth, long lastSeq, int queued) {
    return new StoreStatistics(
        env.events.stat(txn).entries + growth,
        lastSeq,
        env.feed.stat(txn).entries,
        env.usedBytes(),
        env.mapBytes(),
        queued,
        LmdbEnvironment.SCHEMA_VERSION);
  }

  @Override
  public void close() {
    if (!writerWorker.close(CLOSE_PATIENCE)) {
      throw new StoreException("the writer does not end; the store is left to the system");
    }
    if (!applierWorker.close(CLOSE_PATIENCE)) {
      throw new StoreException("the applier does not end; the store is left to the system");
    }
    readers.close();
    env.close();
  }
}
