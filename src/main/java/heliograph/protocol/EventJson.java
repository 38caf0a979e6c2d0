package heliograph.protocol;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The canonical JSON of an event in UTF-8 and its compressed form, both shared by all receivers.
 * The bytes are never changed. Thread-safe.
 */
public final class EventJson {
  private static final AtomicIntegerFieldUpdater<EventJson> HOLDERS =
      AtomicIntegerFieldUpdater.newUpdater(EventJson.class, "holders");

  private final byte[] bytes;
  private volatile byte @Nullable [] compressed;

  @SuppressWarnings("UnusedVariable") // by HOLDERS
  private volatile int holders;

  /** Wraps {@code bytes}, which must not be changed afterwards. */
  public EventJson(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Returns the bytes themselves, not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the number of bytes. */
  public int length() {
    return bytes.length;
  }

  /**
   * Returns the compressed event, which the first receiver that asks compresses for all. Receivers
   * that ask at the same moment may each compress it, so {@code compress} must always return the
   * same bytes.
   */
  public byte[] compressed(UnaryOperator<byte[]> compress) {
    byte @Nullable [] made = compressed;
    if (made == null) {
      made = compress.apply(bytes);
      compressed = made;
    }
    return made;
  }

  /** Counts one more queue that holds this event; returns true if it is the only one. */
  public boolean retain() {
    return HOLDERS.getAndIncrement(this) == 0;
  }

  /** Counts one queue less that holds this event; returns true if it was the last. */
  public boolean release() {
    return HOLDERS.decrementAndGet(this) == 0;
  }
}
