package heliograph.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The follows between accounts, in both directions, in compressed rows: 8 bytes a follow and 8 an
 * account. Can hold any other directed relation of accounts, such as mutes. Immutable, thread-safe.
 *
 * <pre>
 * outStart  0   2   2   5 …      account 0 follows 2 others, account 1 nobody, account 2 three
 * out       4 9     0 1 7 …      each row ascending, without duplicates and without the account itself
 * </pre>
 *
 * {@code inStart} and {@code in} have the followers of each account in the same form.
 */
public final class FollowGraph {
  /** The maximum number of follows; twice this, the sum of all degrees, is an int. */
  static final int FOLLOWS_MAX = (1 << 30) - 1;

  private final int[] outStart;
  private final int[] out;
  private final int[] inStart;
  private final int[] in;

  private FollowGraph(int[] outStart, int[] out, int[] inStart, int[] in) {
    this.outStart = outStart;
    this.out = out;
    this.inStart = inStart;
    this.in = in;
  }

  /** Returns a builder of a graph of the accounts 0 to before {@code accounts}. */
  public static Builder builder(int accounts) {
    return new Builder(accounts);
  }

  /** Returns the number of accounts. */
  public int accounts() {
    return outStart.length - 1;
  }

  /** Returns the number of follows. */
  public int follows() {
    return outStart[accounts()];
  }

  /** Returns the number of accounts that {@code account} follows. */
  public int followed(int account) {
    return outStart[account + 1] - outStart[account];
  }

  /** Returns the number of followers of {@code account}. */
  public int followers(int account) {
    return inStart[account + 1] - inStart[account];
  }

  /** Returns whether {@code follower} follows {@code followed}. */
  public boolean contains(int follower, int followed) {
    return Arrays.binarySearch(out, outStart[follower], outStart[follower + 1], followed) >= 0;
  }

  /** Returns a copy of the accounts that {@code account} follows, ascending. */
  public int[] followedBy(int account) {
    return Arrays.copyOfRange(out, outStart[account], outStart[account + 1]);
  }

  /** Returns a copy of the followers of {@code account}, ascending. */
  public int[] followersOf(int account) {
    return Arrays.copyOfRange(in, inStart[account], inStart[account + 1]);
  }

  /** Returns the rows themselves, for the loops of this room, which only read. */
  int[] outStart() {
    return outStart;
  }

  int[] out() {
    return out;
  }

  int[] inStart() {
    return inStart;
  }

  int[] in() {
    return in;
  }

  /**
   * Collects follows in any order, 8 bytes each. While it builds it holds at most 12 bytes a
   * follow: the stream is freed chunk by chunk as the first rows fill, before the second are
   * filled. Confined to one thread.
   */
  public static final class Builder {
    private static final int CHUNK = 1 << 20;

    private final int accounts;
    private final int[] outStart;
    private final List<int[]> chunks = new ArrayList<>();
    private int[] chunk = new int[0];
    private int used;
    private int size;

    private Builder(int accounts) {
      this.accounts = accounts;
      this.outStart = new int[accounts + 1];
    }

    /**
     * Adds a follow. Duplicates count once; a follow of the account itself does not count.
     *
     * @throws IndexOutOfBoundsException if one of them is not an account
     * @throws IllegalStateException if there are 1,073,741,823 follows
     */
    public Builder add(int follower, int followed) {
      if (follower >= accounts || followed >= accounts || (follower | followed) < 0) {
        throw new IndexOutOfBoundsException(
            "no follow of accounts 0 to " + (accounts - 1) + ": " + follower + " → " + followed);
      }
      if (follower == followed) {
        return this;
      }
      if (size == FOLLOWS_MAX) {
        throw new IllegalStateException("a graph holds at most " + FOLLOWS_MAX + " follows");
      }
      if (used == chunk.length) {
        chunk = new int[CHUNK];
        chunks.add(chunk);
        used = 0;
      }
      chunk[used++] = follower;
      chunk[used++] = followed;
      outStart[follower + 1]++;
      size++;
      return this;
    }

    /** Returns the graph of the follows added; the builder must not be used afterwards. */
    public FollowGraph build(Workers workers) {
      sumUp(outStart);
      int[] out = place();
      workers.report("rows", 0.3);
      int[] kept = new int[accounts];
      workers.blocks(
          accounts,
          1 << 12,
          (worker, from, to) -> {
            for (int account = from; account < to; account++) {
              kept[account] = sortRow(out, outStart[account], outStart[account + 1]);
            }
          });
      closeGaps(out, kept);
      workers.report("rows", 0.6);
      int[] rows = out.length - outStart[accounts] > out.length / 8 ? trimmed(out) : out;
      int[] inStart = countIn(rows);
      int[] in = fillIn(rows, inStart, workers);
      workers.report("rows", 1);
      return new FollowGraph(outStart, rows, inStart, in);
    }

    /** Turns the counts of the rows, each one index late, into their starts. */
    private static void sumUp(int[] counts) {
      for (int i = 1; i < counts.length; i++) {
        counts[i] += counts[i - 1];
      }
    }

    private int[] place() {
      int[] out = new int[size];
      int[] next = Arrays.copyOf(outStart, accounts);
      int left = 2 * size;
      for (int i = 0; i < chunks.size(); i++) {
        int[] pairs = chunks.set(i, new int[0]);
        int filled = Math.min(left, pairs.length);
        for (int at = 0; at < filled; at += 2) {
          out[next[pairs[at]]++] = pairs[at + 1];
        }
        left -= filled;
      }
      chunks.clear();
      chunk = new int[0];
      used = 0;
      return out;
    }

    private static int sortRow(int[] out, int from, int to) {
      Arrays.sort(out, from, to);
      int end = from;
      for (int at = from; at < to; at++) {
        if (at == from || out[at] != out[end - 1]) {
          out[end++] = out[at];
        }
      }
      return end - from;
    }

    private void closeGaps(int[] out, int[] kept) {
      int end = 0;
      for (int account = 0; account < accounts; account++) {
        int from = outStart[account];
        outStart[account] = end;
        if (from != end) {
          System.arraycopy(out, from, out, end, kept[account]);
        }
        end += kept[account];
      }
      outStart[accounts] = end;
    }

    private int[] trimmed(int[] out) {
      return Arrays.copyOf(out, outStart[accounts]);
    }

    private int[] countIn(int[] out) {
      int[] inStart = new int[accounts + 1];
      for (int at = 0; at < outStart[accounts]; at++) {
        inStart[out[at] + 1]++;
      }
      sumUp(inStart);
      return inStart;
    }

    /**
     * Returns the rows of followers. Each thread reads all rows and fills those of its own
     * accounts, so they are ascending.
     */
    private int[] fillIn(int[] out, int[] inStart, Workers workers) {
      int[] in = new int[outStart[accounts]];
      int[] next = Arrays.copyOf(inStart, accounts);
      int parts = workers.threads();
      workers.blocks(
          parts,
          1,
          (worker, part, end) -> {
            int low = (int) ((long) accounts * part / parts);
            int high = (int) ((long) accounts * end / parts);
            for (int follower = 0; follower < accounts; follower++) {
              for (int at = outStart[follower]; at < outStart[follower + 1]; at++) {
                int followed = out[at];
                if (followed >= low && followed < high) {
                  in[next[followed]++] = follower;
                }
              }
            }
          });
      return in;
    }
  }
}
