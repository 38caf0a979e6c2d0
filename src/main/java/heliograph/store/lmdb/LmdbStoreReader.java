package heliograph.store.lmdb;

import heliograph.config.StoreConfig;
import heliograph.event.PackedEvent;
import heliograph.event.Seconds;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.store.EventScan;
import heliograph.store.StoreException;
import heliograph.store.StoreStatistics;
import heliograph.store.layout.IndexKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.lmdbjava.Cursor;
import org.lmdbjava.GetOp;
import org.lmdbjava.LmdbException;

/**
 * A store opened for reading, by any process and beside the relay that writes it. Thread-safe, but
 * {@link #forEach} belongs to one thread at a time.
 */
public final class LmdbStoreReader implements AutoCloseable {
  private static final int EVENTS_PER_SLICE = 1_000;

  private final LmdbEnvironment env;
  private final Path file;
  private final ReaderPool readers;
  private final Clock clock;

  /**
   * Opens the store, when LMDB has every event that was acknowledged before.
   *
   * @throws StoreException if there is none or it is of a newer schema
   */
  public LmdbStoreReader(StoreConfig config, Clock clock) {
    Unapplied.settle(config, clock);
    env = new LmdbEnvironment(config, LmdbEnvironment.Access.READ);
    file = config.directory().resolve("data.mdb");
    readers = new ReaderPool(env, 4);
    this.clock = clock;
  }

  /** Returns a scan that finds what the relay would answer. */
  public EventScan scan(List<NostrFilter> filters) {
    lookForVanishing();
    return new LmdbScan(readers, filters, Visibility.EVERYTHING, this::lastSeq, this::seconds);
  }

  /**
   * Hides the events of vanished keys that a relay has not removed yet, whether it was killed or
   * runs beside this process.
   */
  private void lookForVanishing() {
    ReadContext context = readers.borrow();
    try {
      env.vanishing.set(Vanishing.read(env, context.txn()));
    } finally {
      readers.giveBack(context);
    }
  }

  private long seconds() {
    return Seconds.now(clock);
  }

  private long lastSeq() {
    ReadContext context = readers.borrow();
    try {
      return env.lastSeq(context.txn());
    } finally {
      readers.giveBack(context);
    }
  }

  /**
   * Passes every event that has not expired to {@code taker}, in the order of arrival. Works in
   * slices, so that a long walk does not keep the writer from using pages again.
   *
   * @param taker receives each event, which is valid during the call only
   */
  public void forEach(Consumer<PackedEvent> taker) {
    long now = seconds();
    long next = 0;
    PackedEvent event = new PackedEvent();
    lookForVanishing();
    while (next >= 0) {
      ReadContext context = readers.borrow();
      try (Cursor<ByteBuffer> cursor = env.events.openCursor(context.txn())) {
        boolean found = cursor.get(context.key().putLong(next).flip(), GetOp.MDB_SET_RANGE);
        for (int i = 0; found && i < EVENTS_PER_SLICE; i++) {
          next = cursor.key().getLong(0) + 1;
          event.wrap(cursor.val());
          if (!event.isExpired(now) && !env.vanishing.hides(event)) {
            taker.accept(event);
          }
          found = cursor.next();
        }
        next = found ? next : -1;
      } finally {
        readers.giveBack(context);
      }
    }
  }

  /** Returns the current figures of the store. */
  public StoreStatistics statistics() {
    long seq = lastSeq();
    ReadContext context = readers.borrow();
    try {
      return LmdbEventStore.statistics(env, context.txn(), 0, seq, 0);
    } finally {
      readers.giveBack(context);
    }
  }

  /** Returns the number of events of each kind. */
  public Map<Integer, Long> kinds() {
    Map<Integer, Long> kinds = new TreeMap<>();
    ReadContext context = readers.borrow();
    try {
      Cursor<ByteBuffer> cursor = context.cursor(IndexKey.KIND);
      for (boolean found = cursor.first(); found; found = cursor.next()) {
        kinds.merge(cursor.key().getShort(0) & 0xffff, 1L, Long::sum);
      }
    } finally {
      readers.giveBack(context);
    }
    return kinds;
  }

  /** Returns the number of bytes of the store's file now. */
  public long fileBytes() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new StoreException("cannot look at " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Returns the number of bytes that a {@link #backup} or a {@link StoreCompaction} would write.
   */
  public long compactedBytes() {
    return env.compactedBytes();
  }

  /**
   * Writes a compacted copy, which is itself a store.
   *
   * @param folder the folder of the copy; created if it is missing, must be empty
   */
  public void backup(Path folder) {
    try {
      Files.createDirectories(folder);
      try (Stream<Path> content = Files.list(folder)) {
        if (content.findAny().isPresent()) {
          throw new StoreException("the backup's folder " + folder + " is not empty");
        }
      }
      env.copyTo(folder);
    } catch (IOException | LmdbException e) {
      throw new StoreException("cannot write the backup to " + folder + ": " + e.getMessage(), e);
    }
  }

  LmdbEnvironment environment() {
    return env;
  }

  @Override
  public void close() {
    readers.close();
    env.close();
  }
}
