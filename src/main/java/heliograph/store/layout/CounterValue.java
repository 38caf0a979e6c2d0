package heliograph.store.layout;

import heliograph.event.PublicKey;
import heliograph.filter.HyperLogLog;
import heliograph.store.StoredCount;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The value of a counter.
 *
 * <pre>
 * offset size
 *   0     8   count      events stored now
 *   8     8   expiring   those of them that carry an expiration (NIP-40)
 *  16     8   lost       events removed since the registers were made
 *  24   256   registers  of the authors of all events counted since then (NIP-45)
 * </pre>
 *
 * <p>Registers cannot forget, so a counter becomes too stale: see {@link #isTooStale}. Confined to
 * its owner.
 */
public final class CounterValue {
  public static final int LENGTH = 24 + HyperLogLog.REGISTERS;

  private static final int STALE_PART = 10;

  private final HyperLogLog registers;
  private long count;
  private long expiring;
  private long lost;

  /** Creates a counter of 0 events. */
  public CounterValue(CounterKey key) {
    registers = new HyperLogLog(HyperLogLog.offset(key.value()));
  }

  public static CounterValue read(CounterKey key, ByteBuffer stored) {
    CounterValue value = new CounterValue(key);
    value.count = stored.getLong(0);
    value.expiring = stored.getLong(8);
    value.lost = stored.getLong(16);
    value.registers.read(stored, 24);
    return value;
  }

  /** Writes the value, flipped for LMDB. */
  public ByteBuffer write(ByteBuffer into) {
    into.clear();
    into.putLong(count).putLong(expiring).putLong(lost);
    registers.write(into);
    return into.flip();
  }

  public void add(PublicKey author, boolean expires) {
    count++;
    expiring += expires ? 1 : 0;
    registers.add(author.a(), author.b(), author.c(), author.d());
  }

  public void remove(boolean expires) {
    count--;
    expiring -= expires ? 1 : 0;
    lost++;
  }

  /** Undoes the count of a removal: the author's next event took the place of the one removed. */
  public void undoRemoval() {
    lost--;
  }

  public long count() {
    return count;
  }

  /**
   * Returns true if a tenth has been removed: the registers show too many authors and must be
   * rebuilt.
   */
  public boolean isTooStale() {
    return lost > 0 && STALE_PART * lost >= count;
  }

  /** Returns the answer to a COUNT, unless time alone may change it. */
  public Optional<StoredCount> answer() {
    return expiring == 0 ? Optional.of(new StoredCount(count, registers)) : Optional.empty();
  }

  /**
   * Returns true if this value is consistent with the events that {@code fresh} has just counted.
   */
  public boolean isConsistentWith(CounterValue fresh) {
    return count == fresh.count
        && expiring == fresh.expiring
        && registers.covers(fresh.registers)
        && (lost > 0 || fresh.registers.covers(registers));
  }
}
