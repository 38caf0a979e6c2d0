package heliograph.store.disk;

import heliograph.config.StoreConfig;
import heliograph.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Replaces a store by a copy of another. The copy is complete and on disk before the old store is
 * moved aside, and both moves are renames; between them, for a moment, there is no store.
 * Stateless.
 */
public final class StoreReplacement {
  private StoreReplacement() {}

  /**
   * Replaces a store that no process writes.
   *
   * @param target the store to be replaced, if there is one
   * @param copy writes the new store to a folder, which does not exist
   * @param aside the folder to which the old one is moved; must not exist
   * @return true if there was an old one
   * @throws StoreException if another process writes the target or the copy cannot be made; the
   *     target is as it was then
   */
  public static boolean run(StoreConfig target, Consumer<Path> copy, Path aside) {
    Path directory = target.directory();
    Path fresh = directory.resolveSibling("events.restoring");
    try {
      boolean replaces = Files.exists(directory);
      StoreLock lock = replaces ? StoreLock.take(directory) : null;
      try {
        remove(fresh);
        copy.accept(fresh);
        force(fresh.resolve("data.mdb"), StandardOpenOption.WRITE);
        if (replaces) {
          Files.createDirectories(Objects.requireNonNull(aside.getParent()));
          Files.move(directory, aside, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
        force(Objects.requireNonNull(directory.getParent()), StandardOpenOption.READ);
        return replaces;
      } finally {
        if (lock != null) {
          lock.close();
        }
      }
    } catch (IOException e) {
      throw new StoreException("cannot put a store into " + directory + ": " + e.getMessage(), e);
    }
  }

  private static void force(Path path, StandardOpenOption access) throws IOException {
    try (FileChannel channel = FileChannel.open(path, access)) {
      channel.force(true);
    }
  }

  /** Removes the copy left by a restore that was killed. */
  private static void remove(Path copy) throws IOException {
    if (Files.exists(copy)) {
      try (Stream<Path> files = Files.list(copy)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(copy);
    }
  }
}
