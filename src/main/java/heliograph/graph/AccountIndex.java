package heliograph.graph;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Maps 32-byte keys to account numbers, which are dense ints in the order of first appearance.
 * Takes 32 bytes for each key and at most 16 for the hash table. Confined to one thread while keys
 * are added; then immutable and freely shared.
 */
public final class AccountIndex {
  /** The account of a key that was never added. */
  public static final int NONE = -1;

  private static final int WORDS = 4;
  private static final int ACCOUNTS_MAX = (1 << 28) - 1;

  /**
   * A salt, because anybody can put any 32 bytes into a follow list, including keys that collide.
   */
  private final long salt = new SplittableRandom().nextLong();

  private long[] words;

  /** An open-addressing table of account + 1; 0 is a free slot. */
  private int[] table;

  private int size;

  /** Returns an empty dictionary with room for {@code expected} keys; it grows by itself. */
  public AccountIndex(int expected) {
    int room = Math.max(16, Math.min(expected, ACCOUNTS_MAX));
    words = new long[WORDS * room];
    table = new int[tableSize(room)];
  }

  private static int tableSize(int room) {
    return Math.max(32, Integer.highestOneBit(room - 1) << 2);
  }

  /** Returns the number of accounts. */
  public int size() {
    return size;
  }

  /**
   * Returns the account of the key of the four big-endian words, added if it is new.
   *
   * @throws IllegalStateException if there are 268,435,455 accounts
   */
  public int add(long a, long b, long c, long d) {
    int slot = slot(a, b, c, d);
    if (table[slot] != 0) {
      return table[slot] - 1;
    }
    if (WORDS * size == words.length) {
      grow();
      slot = slot(a, b, c, d);
    }
    int at = WORDS * size;
    words[at] = a;
    words[at + 1] = b;
    words[at + 2] = c;
    words[at + 3] = d;
    table[slot] = ++size;
    return size - 1;
  }

  /** Returns the account of a key, or {@link #NONE}. */
  public int find(long a, long b, long c, long d) {
    return table[slot(a, b, c, d)] - 1;
  }

  /** Returns word 0 to 3 of the account's key, big-endian. */
  public long word(int account, int word) {
    return words[WORDS * account + word];
  }

  /** Compares the keys of two accounts as unsigned 256-bit numbers. */
  int compare(int one, int other) {
    int order = 0;
    for (int i = 0; i < WORDS && order == 0; i++) {
      order = Long.compareUnsigned(word(one, i), word(other, i));
    }
    return order;
  }

  private int slot(long a, long b, long c, long d) {
    int mask = table.length - 1;
    int slot = (int) hash(a, b, c, d) & mask;
    while (table[slot] != 0) {
      int at = WORDS * (table[slot] - 1);
      if (words[at] == a && words[at + 1] == b && words[at + 2] == c && words[at + 3] == d) {
        break;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private long hash(long a, long b, long c, long d) {
    return mix(mix(mix(mix(salt ^ a) ^ b) ^ c) ^ d);
  }

  /** Spreads a word over all its bits (the finalizer of SplitMix64). */
  public static long mix(long word) {
    long z = (word ^ (word >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private void grow() {
    if (size == ACCOUNTS_MAX) {
      throw new IllegalStateException("a graph holds at most " + ACCOUNTS_MAX + " accounts");
    }
    int room = (int) Math.min(ACCOUNTS_MAX, 3L * size / 2 + 1);
    words = Arrays.copyOf(words, WORDS * room);
    if (tableSize(room) > table.length) {
      table = new int[tableSize(room)];
      for (int account = 0; account < size; account++) {
        table[slot(word(account, 0), word(account, 1), word(account, 2), word(account, 3))] =
            account + 1;
      }
    }
  }
}
