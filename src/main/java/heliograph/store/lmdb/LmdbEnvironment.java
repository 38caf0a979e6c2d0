package heliograph.store.lmdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.config.Durability;
import heliograph.config.StoreConfig;
import heliograph.store.StoreException;
import heliograph.store.disk.StoreLock;
import heliograph.store.layout.IndexKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.ByteBufferProxy;
import org.lmdbjava.CopyFlags;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.EnvInfo;
import org.lmdbjava.LmdbException;
import org.lmdbjava.SeekOp;
import org.lmdbjava.Stat;
import org.lmdbjava.Txn;

/**
 * The LMDB environment with its databases, its schema version and its size.
 *
 * <pre>
 * Growing the map: LMDB forbids it while a transaction of this process is open, so every read
 * transaction holds the shared side of mapLock and growing takes the exclusive side, between two
 * commits. The map is address space, the file behind it is sparse: growing early costs nothing.
 * </pre>
 *
 * <p>Thread-safe, except for writing, which belongs to the one writer.
 */
final class LmdbEnvironment implements AutoCloseable {
  /**
   * The schema version, which increases with each change of the layout that an older program would
   * misread.
   */
  static final int SCHEMA_VERSION = 1;

  /**
   * The version while a log may hold changes that LMDB does not: a program that does not know the
   * log must not open the store then.
   */
  static final int SCHEMA_WITH_LOG = 2;

  private static final String SCHEMA = "schema";
  private static final String LOG = "log";

  private final Env<ByteBuffer> env;
  private final List<AutoCloseable> resources = new ArrayList<>();
  private final long mapBytesMax;
  private final ReentrantReadWriteLock mapLock = new ReentrantReadWriteLock();
  private volatile long mapBytes;

  /** The keys whose events readers hide although they are still stored. */
  final Vanishing vanishing = new Vanishing();

  final Dbi<ByteBuffer> events;
  final Dbi<ByteBuffer> ids;
  final Dbi<ByteBuffer> replaceable;
  final Dbi<ByteBuffer> tombstones;
  final Dbi<ByteBuffer> expiry;
  final Dbi<ByteBuffer> feed;
  private final Dbi<ByteBuffer> meta;
  private final @Nullable Dbi<ByteBuffer> counters;
  private final @Nullable Dbi<ByteBuffer> versions;
  private final @Nullable Dbi<ByteBuffer> erasing;
  private final @Nullable Dbi<ByteBuffer> expired;
  private final Map<IndexKey, Dbi<ByteBuffer>> indexes = new EnumMap<>(IndexKey.class);

  /** How an environment is opened. */
  enum Access {
    /** Opened by the one process that writes the store. */
    WRITE,
    /** Opened by any other process, while a relay may be writing. */
    READ,
    /** Opened by another process to read all of it in order: the system reads ahead. */
    READ_ALL
  }

  /**
   * Opens the store, creating it if it is opened for writing and missing.
   *
   * @throws StoreException if it is locked, of a newer schema, missing or broken
   */
  LmdbEnvironment(StoreConfig config, Access access) {
    Path directory = config.directory();
    boolean writing = access == Access.WRITE;
    try {
      if (writing) {
        Files.createDirectories(directory);
        resources.add(StoreLock.take(directory));
        StoreCompaction.removeCopy(directory); // left by a compaction that was killed
      } else if (!Files.exists(directory.resolve("data.mdb"))) {
        throw new StoreException("there is no store in " + directory);
      }
      mapBytesMax = config.bounds().mapBytesMax();
      mapBytes = Math.max(config.bounds().mapBytes(), fileBytes(directory));
      env = open(config, access);
      resources.add(env);
      DbiFlags[] flags = writing ? new DbiFlags[] {DbiFlags.MDB_CREATE} : new DbiFlags[0];
      meta = env.openDbi("meta", flags);
      checkSchema(directory, writing);
      events = env.openDbi("event", flags);
      ids = env.openDbi("id", flags);
      replaceable = env.openDbi("replaceable", flags);
      tombstones = env.openDbi("tombstone", flags);
      expiry = env.openDbi("expiry", flags);
      feed = env.openDbi("feed", flags);
      counters = openIfThere("counter", flags);
      versions = openIfThere("version", flags);
      erasing = openIfThere("erasing", flags);
      expired = openIfThere("expired", flags);
      for (IndexKey index : IndexKey.values()) {
        indexes.put(index, env.openDbi(index.dbi(), flags));
      }
    } catch (IOException | LmdbException e) {
      close();
      throw new StoreException("cannot open the store in " + directory + ": " + e.getMessage(), e);
    } catch (StoreException e) {
      close();
      throw e;
    }
  }

  /** Opens a dbi that older stores do not have until they are opened for writing. */
  private @Nullable Dbi<ByteBuffer> openIfThere(String name, DbiFlags[] flags) {
    try {
      return env.openDbi(name, flags);
    } catch (Dbi.KeyNotFoundException e) {
      return null;
    }
  }

  private static long fileBytes(Path directory) throws IOException {
    Path file = directory.resolve("data.mdb");
    long size = Files.exists(file) ? Files.size(file) : 0;
    return size + (size >> 3);
  }

  private Env<ByteBuffer> open(StoreConfig config, Access access) {
    List<EnvFlags> flags = new ArrayList<>(List.of(EnvFlags.MDB_NOTLS));
    if (access != Access.READ_ALL) {
      flags.add(EnvFlags.MDB_NORDAHEAD);
    }
    if (access != Access.WRITE) {
      flags.add(EnvFlags.MDB_RDONLY_ENV);
    } else if (config.writing().durability() == Durability.NONE) {
      flags.add(EnvFlags.MDB_NOSYNC);
    }
    NativeCleaner.install();
    return Env.create(ByteBufferProxy.PROXY_OPTIMAL)
        .setMapSize(mapBytes)
        .setMaxDbs(24)
        .setMaxReaders(config.bounds().readersMax() + 16)
        .open(config.directory().toFile(), flags.toArray(EnvFlags[]::new));
  }

  private void checkSchema(Path directory, boolean writing) {
    long found = number(SCHEMA, writing ? 0 : SCHEMA_VERSION);
    if (found > SCHEMA_WITH_LOG) {
      throw new StoreException(
          "the store in "
              + directory
              + " has schema "
              + found
              + ", this program supports "
              + SCHEMA_WITH_LOG
              + ": it was written by a newer Heliograph");
    }
    if (found == 0) {
      try (Txn<ByteBuffer> txn = env.txnWrite()) {
        ByteBuffer value = ByteBuffer.allocateDirect(8);
        value.putLong(SCHEMA_VERSION).flip();
        meta.put(txn, name(SCHEMA), value);
        txn.commit();
      }
    }
  }

  /** Returns the epoch of the store's log; 0 if it has none. */
  long logEpoch() {
    lockMap();
    try {
      return number(LOG, 0);
    } finally {
      unlockMap();
    }
  }

  /** Notes the epoch of the store's log, 0 for none: what an older log holds counts no more. */
  void noteLog(long epoch) {
    try (Txn<ByteBuffer> txn = env.txnWrite()) {
      ByteBuffer value = ByteBuffer.allocateDirect(8);
      meta.put(txn, name(LOG), value.putLong(epoch).flip());
      value.clear();
      long schema = epoch == 0 ? SCHEMA_VERSION : SCHEMA_WITH_LOG;
      meta.put(txn, name(SCHEMA), value.putLong(schema).flip());
      txn.commit();
    }
  }

  /** Returns the number of the last change that a transaction sees; 0 if there is none. */
  long lastSeq(Txn<ByteBuffer> txn) {
    return feedEdge(txn, SeekOp.MDB_LAST, 0);
  }

  /** Returns the number of the feed's first or last entry. */
  long feedEdge(Txn<ByteBuffer> txn, SeekOp edge, long whenEmpty) {
    try (Cursor<ByteBuffer> cursor = feed.openCursor(txn)) {
      return cursor.seek(edge) ? cursor.key().getLong(0) : whenEmpty;
    }
  }

  /** Writes a value without meaning, so that the commit takes as long as one with changes. */
  void touch(Txn<ByteBuffer> txn) {
    ByteBuffer value = ByteBuffer.allocateDirect(8);
    value.putLong(System.nanoTime()).flip();
    meta.put(txn, name("touched"), value);
  }

  private long number(String name, long missing) {
    try (Txn<ByteBuffer> txn = env.txnRead()) {
      ByteBuffer value = meta.get(txn, name(name));
      return value == null ? missing : value.getLong(0);
    }
  }

  private static ByteBuffer name(String name) {
    byte[] bytes = name.getBytes(UTF_8);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  Dbi<ByteBuffer> index(IndexKey index) {
    return Objects.requireNonNull(indexes.get(index));
  }

  boolean hasCounters() {
    return counters != null;
  }

  /** Returns the dbi of maintained counters; see {@link #hasCounters}. */
  Dbi<ByteBuffer> counters() {
    return Objects.requireNonNull(counters);
  }

  boolean hasVersions() {
    return versions != null;
  }

  /** Returns the dbi of kept versions; see {@link #hasVersions}. */
  Dbi<ByteBuffer> versions() {
    return Objects.requireNonNull(versions);
  }

  boolean hasErasing() {
    return erasing != null;
  }

  /** Returns the dbi of tag entries to be erased; see {@link #hasErasing}. */
  Dbi<ByteBuffer> erasing() {
    return Objects.requireNonNull(erasing);
  }

  /**
   * Returns the dbi of addresses whose version has expired, in a store that is open for writing.
   */
  Dbi<ByteBuffer> expired() {
    return Objects.requireNonNull(expired);
  }

  /** Returns a new read transaction; hold {@link #lockMap} around its life. */
  Txn<ByteBuffer> read() {
    return env.txnRead();
  }

  Txn<ByteBuffer> write() {
    return env.txnWrite();
  }

  /** Keeps the map from moving while a transaction is open. */
  void lockMap() {
    mapLock.readLock().lock();
  }

  void unlockMap() {
    mapLock.readLock().unlock();
  }

  /**
   * Makes room for {@code bytes} more; no transaction that writes is open.
   *
   * @return false if the map may not grow any further
   */
  boolean ensureRoom(long bytes) {
    return usedBytes() + bytes <= mapBytes || grow(bytes);
  }

  /** Returns the bytes that the map can grow to beyond those in use. */
  long bytesLeft() {
    return mapBytesMax - usedBytes();
  }

  /**
   * Doubles the map, or grows it by {@code bytes} if that is more; returns false if that exceeds
   * the limit.
   */
  boolean grow(long bytes) {
    long wanted = Math.min(mapBytesMax, Math.max(2 * mapBytes, mapBytes + bytes));
    if (wanted <= mapBytes) {
      return false;
    }
    mapLock.writeLock().lock();
    try {
      env.setMapSize(wanted);
      mapBytes = wanted;
      return true;
    } finally {
      mapLock.writeLock().unlock();
    }
  }

  /** Returns the bytes of the file up to its last page, those of free pages too. */
  long usedBytes() {
    lockMap(); // both calls read pages of the map, which growing unmaps for a moment
    try {
      EnvInfo info = env.info();
      return (info.lastPageNumber + 1) * env.stat().pageSize;
    } finally {
      unlockMap();
    }
  }

  long mapBytes() {
    return mapBytes;
  }

  /** Returns every dbi with entries, by name. */
  SortedMap<String, Dbi<ByteBuffer>> databases() {
    SortedMap<String, Dbi<ByteBuffer>> databases = new TreeMap<>();
    databases.put("event", events);
    databases.put("id", ids);
    databases.put("replaceable", replaceable);
    databases.put("tombstone", tombstones);
    databases.put("expiry", expiry);
    databases.put("feed", feed);
    databases.put("meta", meta);
    if (counters != null) {
      databases.put("counter", counters);
    }
    if (versions != null) {
      databases.put("version", versions);
    }
    if (erasing != null) {
      databases.put("erasing", erasing);
    }
    if (expired != null) {
      databases.put("expired", expired);
    }
    indexes.forEach((index, dbi) -> databases.put(index.dbi(), dbi));
    return databases;
  }

  /**
   * Returns the number of bytes that {@link #copyTo} would write: all pages in use, including those
   * of the roots and the head.
   */
  long compactedBytes() {
    lockMap();
    try (Txn<ByteBuffer> txn = env.txnRead()) {
      long pages = 2 + pages(env.stat());
      for (Dbi<ByteBuffer> dbi : databases().values()) {
        pages += pages(dbi.stat(txn));
      }
      return pages * env.stat().pageSize;
    } finally {
      unlockMap();
    }
  }

  private static long pages(Stat stat) {
    return stat.branchPages + stat.leafPages + stat.overflowPages;
  }

  /** Writes a compacted copy of the committed state to an empty folder. */
  void copyTo(Path folder) {
    lockMap();
    try {
      env.copy(folder.toFile(), CopyFlags.MDB_CP_COMPACT);
    } finally {
      unlockMap();
    }
  }

  /** Frees the reader slots of processes that have died; returns their number. */
  int clearStaleReaders() {
    return env.readerCheck();
  }

  @Override
  public void close() {
    for (AutoCloseable resource : resources.reversed()) {
      try {
        resource.close();
      } catch (Exception e) {
        throw new StoreException("cannot close the store", e);
      }
    }
    resources.clear();
  }
}
