package heliograph.subscription;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The live filters that are entered under each key, in flat arrays: about 40 bytes a posting.
 *
 * <pre>
 * keys   open addressing, linear probing            heads: the first posting of the key
 * owner  the filter of each posting
 * next   the postings of one key, doubly linked, so that removal costs the same however many share the key; free postings are linked by next as well
 * </pre>
 *
 * <p>Keys are hashes under a secret ({@link KeyedHash}), so clients cannot choose values that
 * collide. Guarded by its own monitor.
 */
final class Postings {
  private static final int NONE = -1;
  private static final int SMALLEST = 16;

  @GuardedBy("this")
  private long[] keys = new long[SMALLEST];

  @GuardedBy("this")
  private int[] heads = new int[SMALLEST];

  @GuardedBy("this")
  private int keyCount;

  @GuardedBy("this")
  private @Nullable LiveFilter[] owner = new LiveFilter[SMALLEST];

  @GuardedBy("this")
  private int[] next = new int[SMALLEST];

  @GuardedBy("this")
  private int[] before = new int[SMALLEST];

  @GuardedBy("this")
  private int used;

  @GuardedBy("this")
  private int free = NONE;

  @GuardedBy("this")
  private int size;

  Postings() {
    Arrays.fill(heads, NONE);
  }

  /** Adds a filter under a key; returns the place by which it is removed. */
  synchronized int add(long key, LiveFilter filter) {
    if (2 * (keyCount + 1) > keys.length) {
      rehash(2 * keys.length);
    }
    int place = free();
    int slot = slot(key);
    if (heads[slot] == NONE) {
      keys[slot] = key;
      keyCount++;
    } else {
      before[heads[slot]] = place;
    }
    owner[place] = filter;
    next[place] = heads[slot];
    before[place] = NONE;
    heads[slot] = place;
    size++;
    return place;
  }

  @GuardedBy("this")
  private int free() {
    int place = free;
    if (place != NONE) {
      free = next[place];
      return place;
    }
    if (used == next.length) {
      int larger = used + (used >> 1);
      owner = Arrays.copyOf(owner, larger);
      next = Arrays.copyOf(next, larger);
      before = Arrays.copyOf(before, larger);
    }
    return used++;
  }

  /** Removes a posting. */
  synchronized void remove(long key, int place) {
    int following = next[place];
    if (following != NONE) {
      before[following] = before[place];
    }
    if (before[place] != NONE) {
      next[before[place]] = following;
    } else {
      int slot = slot(key);
      heads[slot] = following;
      if (following == NONE) {
        vacate(slot);
      }
    }
    owner[place] = null;
    next[place] = free;
    free = place;
    size--;
    if (size == 0) {
      shrink();
    } else if (keys.length > SMALLEST && 8 * keyCount < keys.length) {
      rehash(keys.length / 2);
    }
  }

  /** Replaces the arrays by small ones after many filters have been removed. */
  @GuardedBy("this")
  private void shrink() {
    keys = new long[SMALLEST];
    heads = new int[SMALLEST];
    Arrays.fill(heads, NONE);
    owner = new LiveFilter[SMALLEST];
    next = new int[SMALLEST];
    before = new int[SMALLEST];
    used = 0;
    free = NONE;
  }

  /** Adds every filter under a key to {@code found}. */
  synchronized void collect(long key, List<LiveFilter> found) {
    for (int place = heads[slot(key)]; place != NONE; place = next[place]) {
      LiveFilter filter = owner[place];
      if (filter != null) {
        found.add(filter);
      }
    }
  }

  /** Returns the number of postings. */
  synchronized int size() {
    return size;
  }

  /** Returns the slot of a key, or the free slot where it would be. */
  @GuardedBy("this")
  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) key & mask;
    while (heads[slot] != NONE && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /**
   * Closes the gap that a removed key leaves, so that probing never ends before a key that is
   * there.
   */
  @GuardedBy("this")
  private void vacate(int gap) {
    keyCount--;
    int mask = keys.length - 1;
    int hole = gap;
    for (int slot = hole + 1 & mask; heads[slot] != NONE; slot = slot + 1 & mask) {
      int home = (int) keys[slot] & mask;
      if ((slot - home & mask) >= (slot - hole & mask)) {
        keys[hole] = keys[slot];
        heads[hole] = heads[slot];
        heads[slot] = NONE;
        hole = slot;
      }
    }
  }

  @GuardedBy("this")
  private void rehash(int length) {
    long[] oldKeys = keys;
    int[] oldHeads = heads;
    keys = new long[length];
    heads = new int[length];
    Arrays.fill(heads, NONE);
    for (int i = 0; i < oldHeads.length; i++) {
      if (oldHeads[i] != NONE) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        heads[slot] = oldHeads[i];
      }
    }
  }
}
