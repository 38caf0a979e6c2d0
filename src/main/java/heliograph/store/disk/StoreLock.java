package heliograph.store.disk;

import heliograph.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The right to write a store: an operating-system lock on a file beside it, which ends with the
 * process, even if it is killed. The file says who holds it.
 *
 * <pre>
 * A process that closes any of its channels to a file loses its locks on it. Two deployments in one
 * server are one process: the second must not open the file that the first has locked. So what this
 * process has locked is also noted among the system's properties, which all class loaders share.
 * </pre>
 */
public final class StoreLock implements AutoCloseable {
  private static final String NOTE = "heliograph.store.written:";

  private final FileChannel channel;
  private final String note;

  private StoreLock(FileChannel channel, String note) {
    this.channel = channel;
    this.note = note;
  }

  /**
   * Takes the lock.
   *
   * @throws StoreException if another process, or this one, has it
   */
  public static StoreLock take(Path directory) {
    try {
      String note = NOTE + directory.toRealPath();
      if (System.getProperties().putIfAbsent(note, "") != null) {
        throw new StoreException(
            "the store in %s is being written by another application of this process (pid %d)"
                .formatted(directory, ProcessHandle.current().pid()));
      }
      return take(directory, note);
    } catch (IOException e) {
      throw new StoreException("cannot lock the store in " + directory + ": " + e.getMessage(), e);
    }
  }

  private static StoreLock take(Path directory, String note) throws IOException {
    Path file = directory.resolve("writer.lock");
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        throw new StoreException(
            "the store in %s is being written by another process (%s)"
                .formatted(directory, Files.readString(file).strip()));
      }
      channel.truncate(0);
      String holder = "pid " + ProcessHandle.current().pid();
      channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
      return new StoreLock(channel, note);
    } catch (IOException | RuntimeException e) {
      System.clearProperty(note);
      if (channel != null) {
        channel.close();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException("cannot release the store's lock", e);
    } finally {
      System.clearProperty(note);
    }
  }
}
