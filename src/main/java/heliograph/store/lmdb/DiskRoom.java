package heliograph.store.lmdb;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Whether the disk has room for further events. Below what is to stay free, the log says so once a
 * minute. Below {@link #FULL_BYTES} the disk is full: then not even removals can be counted on. The
 * disk is asked a few times a second at most. Thread-safe.
 */
final class DiskRoom {
  private static final Logger LOG = System.getLogger(DiskRoom.class.getName());

  /** Fewer free bytes than this are too few for a large commit. */
  static final long FULL_BYTES = 32L << 20;

  private static final long LOOK_NANOS = Duration.ofMillis(250).toNanos();
  private static final long LOG_NANOS = Duration.ofMinutes(1).toNanos();

  private final LongSupplier disk;
  private final long freeMin;
  private final LongSupplier nanoTime;
  private final AtomicLong looked;
  private final AtomicLong told;
  private volatile long free;

  /**
   * Looks at the disk for the first time.
   *
   * @param disk bytes of it that are free
   * @param freeMin bytes that are to stay free; 0 for none
   */
  DiskRoom(LongSupplier disk, long freeMin, LongSupplier nanoTime) {
    this.disk = disk;
    this.freeMin = freeMin;
    this.nanoTime = nanoTime;
    free = disk.getAsLong();
    long now = nanoTime.getAsLong();
    looked = new AtomicLong(now);
    told = new AtomicLong(now - LOG_NANOS);
  }

  /** Returns true if no event may be stored until there is more room. */
  boolean isShort() {
    look();
    boolean isShort = free < freeMin;
    long now = nanoTime.getAsLong();
    long before = told.get();
    if (isShort && now - before >= LOG_NANOS && told.compareAndSet(before, now)) {
      LOG.log(
          Level.WARNING,
          "disk nearly full, events are refused free={0} heliograph.store.disk-free-min={1}",
          Long.toString(free),
          Long.toString(freeMin));
    }
    return isShort;
  }

  /** Returns true if a commit may fail for want of room. */
  boolean isFull() {
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

  /** Free bytes. */
  long free() {
    look();
    return free;
  }
}
