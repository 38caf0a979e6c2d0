package heliograph.store.log;

import heliograph.event.NostrEvent;
import heliograph.store.StoreException;
import heliograph.store.log.LogFolder.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log of one epoch: two files, used in turns.
 *
 * <pre>
 *           append, append …        turn               append …          turn
 * log.0   ──────────────────►│                 ◄── LMDB has all of it ─│──────►
 * log.1                      │──────────────────────────────────────────►│
 * </pre>
 *
 * <p>The caller turns to the other file only when LMDB holds every change of that file. After a
 * failed {@link #append} it is not known what the disk holds, so the log is closed and one of
 * another epoch is opened. Confined to its owner.
 */
public final class EventLog implements AutoCloseable {
  private static final List<String> NAMES = List.of("log.0", "log.1");
  private static final int BUFFER = 1 << 18;

  private final long epoch;
  private final int fileBytes;
  private final boolean forces;
  private final List<LogFile> files = new ArrayList<>();
  private ByteBuffer frame = ByteBuffer.allocateDirect(BUFFER);
  private int current;
  private int end;

  /**
   * Opens an empty log.
   *
   * @param epoch the number that tells its frames from those of earlier logs, never used before
   * @param fileBytes the size of each file
   * @param forces whether each frame is forced to the disk
   */
  public EventLog(LogFolder folder, long epoch, int fileBytes, boolean forces) throws IOException {
    this.epoch = epoch;
    this.fileBytes = fileBytes;
    this.forces = forces;
    try {
      for (String name : NAMES) {
        files.add(folder.open(name, fileBytes));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Returns the bytes that an event takes of a frame's length. */
  public static int bytes(NostrEvent event) {
    return LogFrame.bytes(event);
  }

  /** Returns true if a frame whose events take {@code length} bytes fits an empty file. */
  public boolean canHold(int length) {
    return LogFrame.bytes(length) <= fileBytes;
  }

  /** Returns true if a frame whose events take {@code length} bytes fits the current file. */
  public boolean hasRoom(int length) {
    return LogFrame.bytes(length) <= fileBytes - end;
  }

  /**
   * Appends a frame and returns when it is on the disk.
   *
   * @throws IOException if that is not certain; the log must be closed
   */
  public void append(LogBatch batch) throws IOException {
    int length = 0;
    for (LogEntry entry : batch.entries()) {
      length += LogFrame.bytes(entry.event());
    }
    int bytes = LogFrame.bytes(length);
    if (bytes > frame.capacity()) {
      frame = ByteBuffer.allocateDirect(Math.max(bytes, Math.min(2 * bytes, fileBytes)));
    }
    LogFrame.write(batch, epoch, frame);
    LogFile file = files.get(current);
    file.write(frame, end);
    if (forces) {
      file.force();
    }
    end += bytes;
  }

  /** Goes on at the beginning of the other file. */
  public void turn() {
    current = 1 - current;
    end = 0;
  }

  /** Goes on at the beginning of the current file, of which LMDB holds every change. */
  public void restart() {
    end = 0;
  }

  /**
   * Reads what LMDB does not hold.
   *
   * @param epoch the epoch that the store names
   * @param applied the last change that LMDB holds
   * @param forced whether each frame was forced to the disk before the next was written; if not,
   *     what follows a missing one was promised to nobody
   * @return the batches, in order
   * @throws StoreException if one is missing before another that was forced, or a file cannot be
   *     read
   */
  public static List<LogBatch> read(LogFolder folder, long epoch, long applied, boolean forced) {
    List<LogBatch> found = find(folder, epoch, applied);
    long expected = applied + 1;
    for (int i = 0; i < found.size(); i++) {
      LogBatch batch = found.get(i);
      if (batch.first() != expected && !forced) {
        return found.subList(0, i);
      }
      if (batch.first() != expected) {
        throw new StoreException(
            ("the store's log is damaged: it continues with change %d, and change %d is missing."
                    + " Restore a backup, or remove log.0 and log.1 from the store's folder to open"
                    + " it without the events that only the log has")
                .formatted(batch.first(), expected));
      }
      expected = batch.last() + 1;
    }
    return found;
  }

  /**
   * Returns the last change of a log that another process may be writing; {@code applied} if LMDB
   * holds all of it.
   */
  public static long lastChange(LogFolder folder, long epoch, long applied) {
    List<LogBatch> found = find(folder, epoch, applied);
    return found.isEmpty() ? applied : found.getLast().last();
  }

  private static List<LogBatch> find(LogFolder folder, long epoch, long applied) {
    List<LogBatch> found = new ArrayList<>();
    for (String name : NAMES) {
      if (folder.has(name)) {
        find(content(folder, name), epoch, applied, found);
      }
    }
    found.sort(Comparator.comparingLong(LogBatch::first));
    return found;
  }

  private static ByteBuffer content(LogFolder folder, String name) {
    try (LogFile file = folder.open(name)) {
      ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(file.size()));
      file.read(content);
      return content.flip();
    } catch (IOException e) {
      throw new StoreException("cannot read the store's log: " + e.getMessage(), e);
    }
  }

  /**
   * Looks for frames at every sector, so that those after a damaged one are found. What events hold
   * is never taken for a frame: nobody outside knows the epoch.
   */
  private static void find(ByteBuffer file, long epoch, long applied, List<LogBatch> into) {
    int at = 0;
    while (at < file.limit()) {
      @Nullable LogBatch batch = LogFrame.read(file, at, epoch);
      if (batch == null) {
        at += LogFrame.SECTOR;
        continue;
      }
      if (batch.first() > applied && batch.last() >= batch.first()) {
        into.add(batch);
      }
      at += LogFrame.bytes(file, at);
    }
  }

  @Override
  public void close() throws IOException {
    IOException fault = null;
    for (LogFile file : files) {
      try {
        file.close();
      } catch (IOException e) {
        fault = e;
      }
    }
    files.clear();
    if (fault != null) {
      throw fault;
    }
  }
}
