package heliograph.store.disk;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Checks whether the disk has space for further events. Below the space to be kept free, a line a
 * minute is logged. Below {@link #FULL_BYTES} the disk is full, and not even removals are certain
 * to succeed. The disk is asked a few times a second at most. Thread-safe.
 */
public final class DiskRoom {
  private static final Logger LOG = System.getLogger(DiskRoom.class.getName());

  /** The number of free bytes below which a large commit may fail. */
  public static final long FULL_BYTES = 32L << 20;

  private static final long LOOK_NANOS = Duration.ofMillis(250).toNanos();
  private static final long LOG_NANOS = Duration.ofMinutes(1).toNanos();

  private final Path folder;
  private final LongSupplier disk;
  private final long freeMin;
  private final LongSupplier nanoTime;
  private final AtomicLong looked;
  private final AtomicLong told;
  private volatile long free;

  /**
   * Creates the check and reads the free space once.
   *
   * @param folder the folder that is named in log lines
   * @param disk returns the number of free bytes of its disk
   * @param freeMin the number of bytes to be kept free; 0 for none
   */
  public DiskRoom(Path folder, LongSupplier disk, long freeMin, LongSupplier nanoTime) {
    this.folder = folder;
    this.disk = disk;
    this.freeMin = freeMin;
    this.nanoTime = nanoTime;
    free = disk.getAsLong();
    long now = nanoTime.getAsLong();
    looked = new AtomicLong(now);
    told = new AtomicLong(now - LOG_NANOS);
  }

  /** Returns true if no event may be stored until there is more free space. */
  public boolean isShort() {
    look();
    boolean isShort = free < freeMin;
    long now = nanoTime.getAsLong();
    long before = told.get();
    if (isShort && now - before >= LOG_NANOS && told.compareAndSet(before, now)) {
      LOG.log(
          Level.WARNING,
          "disk nearly full, events are refused path={0} free={1} heliograph.store.disk-free-min={2}",
          folder,
          Long.toString(free),
          Long.toString(freeMin));
    }
    return isShort;
  }

  /** Returns true if a commit may fail for lack of space. */
  public boolean isFull() {
    look();
    return free < FULL_BYTES;
  }

  private void look() {
    long now = nanoTime.getAsLong();
    long last = looked.get();
    if (now - last >= LOOK_NANOS && looked.compareAndSet(last, now)) {
      free = disk.getAsLong();
    }
  }

  /** Returns the number of free bytes. */
  public long free() {
    look();
    return free;
  }

  /** Returns the folder that is named in log lines. */
  public Path folder() {
    return folder;
  }
}
