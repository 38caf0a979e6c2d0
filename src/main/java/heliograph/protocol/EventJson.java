package heliograph.protocol;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An event's canonical JSON in UTF-8 on its way to clients: one for all receivers, and what is
 * compressed of it too. The bytes are never changed. Thread-safe.
 */
public final class EventJson {
  private static final AtomicIntegerFieldUpdater<EventJson> HOLDERS =
      AtomicIntegerFieldUpdater.newUpdater(EventJson.class, "holders");

  private final byte[] bytes;
  private volatile byte @Nullable [] compressed;

  @SuppressWarnings("UnusedVariable") // by HOLDERS
  private volatile int holders;

  /** Takes bytes that nobody changes any more. */
  public EventJson(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Returns the bytes themselves, not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns how many bytes there are. */
  public int length() {
    return bytes.length;
  }

  /**
   * Returns the event compressed, by the first receiver that asks and for all the others. Receivers
   * that ask at the same moment may each do it: all must compress alike.
   */
  public byte[] compressed(UnaryOperator<byte[]> compress) {
    byte @Nullable [] made = compressed;
    if (made == null) {
      made = compress.apply(bytes);
      compressed = made;
    }
    return made;
  }

  /** Notes one more queue that holds it; true if it is the only one. */
  public boolean retain() {
    return HOLDERS.getAndIncrement(this) == 0;
  }

  /** Notes one queue less that holds it; true if it was the last. */
  public boolean release() {
    return HOLDERS.decrementAndGet(this) == 0;
  }
}
