package heliograph.subscription;

import heliograph.event.EventId;

/**
 * A set of event ids without removal: 8 to 16 bytes an id. It holds a hash of each id that nobody
 * outside this process can compute. Confined to one thread.
 */
final class IdSet {
  /** The initial number of slots, and the bytes of a slot. */
  private static final int FIRST_SLOTS = 64;

  private static final int SLOT = 8;
  private static final KeyedHash HASH = new KeyedHash();

  /** Hashes, each at its slot or after it; 0 in an empty slot. */
  private long[] slots = new long[FIRST_SLOTS];

  private int size;

  /**
   * Returns the number of bytes by which the set grows with the next id; 0 if there is room for it.
   */
  long growth() {
    return 2L * (size + 1) > slots.length ? (long) SLOT * slots.length : 0;
  }

  boolean contains(EventId id) {
    return slots[place(hash(id))] != 0;
  }

  /** Adds an id; returns false if the set has it. */
  boolean add(EventId id) {
    if (growth() > 0) {
      grow();
    }
    long hash = hash(id);
    int place = place(hash);
    if (slots[place] != 0) {
      return false;
    }
    slots[place] = hash;
    size++;
    return true;
  }

  private static long hash(EventId id) {
    long hash = HASH.of(0, id.a(), id.b(), id.c(), id.d());
    return hash == 0 ? 1 : hash;
  }

  private int place(long hash) {
    int mask = slots.length - 1;
    int place = (int) hash & mask;
    while (slots[place] != 0 && slots[place] != hash) {
      place = place + 1 & mask;
    }
    return place;
  }

  private void grow() {
    long[] before = slots;
    slots = new long[2 * before.length];
    for (long hash : before) {
      if (hash != 0) {
        slots[place(hash)] = hash;
      }
    }
  }
}
