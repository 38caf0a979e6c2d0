package heliograph.store.lmdb;

import heliograph.config.StoreConfig;
import heliograph.store.StoreException;
import heliograph.store.disk.StoreLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Map;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.LmdbException;
import org.lmdbjava.Txn;

/**
 * Gives the space of removed events back to the file system: LMDB uses free pages again, but its
 * file never shrinks.
 *
 * <pre>
 * writer.lock is taken, so no relay has the store and none can start
 *   compacting/data.mdb   a copy without free pages, forced to disk
 *   every entry of it     compared with the store's own
 *   lock.mdb              locked as LMDB locks it, so no other process has the store open
 *   data.mdb              the copy is renamed to it, which is atomic
 *   lock.mdb              removed, then the folder is forced to disk
 *
 * The store's file is only read before the rename. So a process that is killed leaves the old store or the new one whole, and at most a copy beside it, which the next writer removes.
 *
 * lock.mdb must not be shared by readers of the old file and writers of the new one: it holds the number of the last transaction, which starts again from the beginning in a copy. LMDB creates it again, or resets it if no process has it open, when the store is opened next.
 * </pre>
 */
public final class StoreCompaction {
  private static final String DATA = "data.mdb";
  private static final long ROOM_TO_SPARE = 1 << 20;

  /** The steps of a compaction. */
  public enum Step {
    /** The size of the copy is known; it will be written next. */
    MEASURED,
    /** The copy is written and on disk. */
    COPIED,
    /** The copy has the same entries as the store. */
    CHECKED,
    /** The copy has replaced the store. */
    SWAPPED
  }

  /** Called with each step when it has been reached, on the caller's thread. */
  @FunctionalInterface
  public interface Watcher {
    /**
     * Called when a step was reached.
     *
     * @param bytes the size of the copy in bytes
     */
    void reached(Step step, long bytes);
  }

  /** The sizes of the store's file before and after, in bytes. */
  public record Outcome(long bytesBefore, long bytesAfter) {}

  private final StoreConfig config;
  private final Path directory;
  private final Path copy;
  private final Watcher watcher;

  private StoreCompaction(StoreConfig config, Watcher watcher) {
    this.config = config;
    this.watcher = watcher;
    directory = config.directory();
    copy = copyOf(directory);
  }

  /**
   * Compacts a store that no process has open.
   *
   * @throws StoreException if another process has it, if there is no room for the copy or if it
   *     cannot be written; the store is as it was then
   */
  public static Outcome run(StoreConfig config, Watcher watcher) {
    Path directory = config.directory();
    if (!Files.exists(directory.resolve(DATA))) {
      throw new StoreException("there is no store in " + directory);
    }
    Unapplied.settle(config, Clock.systemUTC());
    StoreLock lock = StoreLock.take(directory);
    try {
      return new StoreCompaction(config, watcher).run();
    } catch (IOException | LmdbException e) {
      throw new StoreException(
          "cannot compact the store in %s, which is as it was: %s"
              .formatted(directory, e.getMessage()),
          e);
    } finally {
      lock.close();
    }
  }

  private static Path copyOf(Path directory) {
    return directory.resolve("compacting");
  }

  /**
   * Removes the copy left by a compaction that was killed. The caller must hold the writer's lock.
   */
  static void removeCopy(Path directory) throws IOException {
    Path copy = copyOf(directory);
    for (String file : new String[] {DATA, "lock.mdb"}) {
      Files.deleteIfExists(copy.resolve(file));
    }
    Files.deleteIfExists(copy);
  }

  private Outcome run() throws IOException {
    removeCopy(directory);
    lockOutReaders(() -> {}); // checked first, so that it fails before the work
    try {
      write();
      watcher.reached(Step.COPIED, Files.size(copy.resolve(DATA)));
      check();
      watcher.reached(Step.CHECKED, Files.size(copy.resolve(DATA)));
      Path data = directory.resolve(DATA);
      long before = Files.size(data);
      lockOutReaders(this::swap);
      return new Outcome(before, Files.size(data));
    } finally {
      removeCopy(directory);
    }
  }

  private void write() throws IOException {
    try (LmdbEnvironment store = new LmdbEnvironment(config, LmdbEnvironment.Access.READ_ALL)) {
      long bytes = store.compactedBytes();
      long free = Files.getFileStore(directory).getUsableSpace();
      if (free < bytes + ROOM_TO_SPARE) {
        throw new StoreException(
            "to compact takes %,d bytes beside the store; %,d are free in %s"
                .formatted(bytes + ROOM_TO_SPARE, free, directory));
      }
      watcher.reached(Step.MEASURED, bytes);
      Files.createDirectory(copy);
      store.copyTo(copy);
    }
    try (FileChannel written = FileChannel.open(copy.resolve(DATA), StandardOpenOption.WRITE)) {
      written.force(true);
    }
  }

  private void check() {
    try (LmdbEnvironment store = new LmdbEnvironment(config, LmdbEnvironment.Access.READ_ALL);
        LmdbEnvironment copied =
            new LmdbEnvironment(config.in(copy), LmdbEnvironment.Access.READ_ALL);
        Txn<ByteBuffer> storeTxn = store.read();
        Txn<ByteBuffer> copiedTxn = copied.read()) {
      Map<String, Dbi<ByteBuffer>> copies = copied.databases();
      store
          .databases()
          .forEach((name, dbi) -> {
            Dbi<ByteBuffer> other = copies.get(name);
            if (other == null || !isSame(dbi, storeTxn, other, copiedTxn)) {
              throw new StoreException(
                  "the compacted copy has another content in " + name + "; it is dropped");
            }
          });
    }
  }

  private static boolean isSame(
      Dbi<ByteBuffer> left,
      Txn<ByteBuffer> leftTxn,
      Dbi<ByteBuffer> right,
      Txn<ByteBuffer> rightTxn) {
    try (Cursor<ByteBuffer> one = left.openCursor(leftTxn);
        Cursor<ByteBuffer> other = right.openCursor(rightTxn)) {
      boolean found = one.first();
      boolean alike = other.first() == found;
      while (found && alike) {
        alike = one.key().equals(other.key()) && one.val().equals(other.val());
        found = one.next();
        alike &= other.next() == found;
      }
      return alike;
    }
  }

  /** Renames the copy to the store's file, with the permissions of that file. */
  private void swap() throws IOException {
    if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(
          copy.resolve(DATA), Files.getPosixFilePermissions(directory.resolve(DATA)));
    }
    Files.move(copy.resolve(DATA), directory.resolve(DATA), StandardCopyOption.ATOMIC_MOVE);
    watcher.reached(Step.SWAPPED, Files.size(directory.resolve(DATA)));
    Files.deleteIfExists(directory.resolve("lock.mdb"));
    try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /** A task that may fail with an I/O error. */
  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  /**
   * Runs a task while no other process has the store open, not even for reading. The lock is LMDB's
   * own: the first byte of its lock file, which every process that has the store open shares. This
   * process must not have it open, because its locks end when it closes the file anywhere.
   */
  private void lockOutReaders(Work work) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve("lock.mdb"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock(0, 1, false)) {
      if (lock == null) {
        throw new StoreException(
            "another process is reading the store in "
                + directory
                + ": compact it when that has ended");
      }
      work.run();
    }
  }
}
