package heliograph.bench;

import heliograph.graph.AccountIndex;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Who gained and who lost followers within a window of time, from the changes of follow lists.
 *
 * <p>What counts is what is different at the end: who follows, unfollows and follows again is one
 * gain, and who was away for an hour is none. 18 to 36 bytes for each follow that changed. Confined
 * to one thread.
 */
final class FollowTrends {
  /** The followers that one account gained and lost; {@code net} is the difference. */
  record Trend(int account, int gained, int lost) {
    int net() {
      return gained - lost;
    }
  }

  /** First and last change of a follow. */
  private static final byte FIRST_ADDED = 1;

  private static final byte LAST_ADDED = 2;

  private final int accounts;
  private final long from;
  private final long to;
  private final long salt = new SplittableRandom().nextLong();

  /** Open addressing: follower and followed, plus one; 0 is free. */
  private long[] edges = new long[1 << 10];

  private byte[] changes = new byte[1 << 10];
  private int size;

  /** Counts changes from {@code from} to {@code to}, both inclusive, in seconds since 1970. */
  FollowTrends(int accounts, long from, long to) {
    this.accounts = accounts;
    this.from = from;
    this.to = to;
  }

  /** Notes a change; those of one follow come in the order of time. Others are left out. */
  void add(long time, int follower, int followed, boolean added) {
    if (time < from || time > to || follower == followed) {
      return;
    }
    if (size > edges.length / 2) {
      grow();
    }
    long edge = ((long) follower << 32 | followed) + 1;
    int slot = slot(edge);
    if (edges[slot] == 0) {
      edges[slot] = edge;
      changes[slot] = added ? FIRST_ADDED : 0;
      size++;
    }
    changes[slot] = (byte) (changes[slot] & FIRST_ADDED | (added ? LAST_ADDED : 0));
  }

  private int slot(long edge) {
    int slot = (int) AccountIndex.mix(edge ^ salt) & edges.length - 1;
    while (edges[slot] != 0 && edges[slot] != edge) {
      slot = slot + 1 & edges.length - 1;
    }
    return slot;
  }

  private void grow() {
    long[] oldEdges = edges;
    byte[] oldChanges = changes;
    edges = new long[2 * oldEdges.length];
    changes = new byte[2 * oldEdges.length];
    for (int i = 0; i < oldEdges.length; i++) {
      if (oldEdges[i] != 0) {
        int slot = slot(oldEdges[i]);
        edges[slot] = oldEdges[i];
        changes[slot] = oldChanges[i];
      }
    }
  }

  /** The accounts that gained most, net; {@code limit} at most. */
  List<Trend> rising(int limit) {
    return trends().filter(trend -> trend.net() > 0).sorted(order(-1)).limit(limit).toList();
  }

  /** The accounts that lost most, net; {@code limit} at most. */
  List<Trend> falling(int limit) {
    return trends().filter(trend -> trend.net() < 0).sorted(order(1)).limit(limit).toList();
  }

  private static Comparator<Trend> order(int sign) {
    return Comparator.<Trend>comparingInt(trend -> sign * trend.net())
        .thenComparingInt(Trend::account);
  }

  /** The trend of each account with a gain or a loss. */
  private Stream<Trend> trends() {
    int[] gained = new int[accounts];
    int[] lost = new int[accounts];
    for (int i = 0; i < edges.length; i++) {
      int followed = (int) (edges[i] - 1);
      if (edges[i] != 0 && changes[i] == (FIRST_ADDED | LAST_ADDED)) {
        gained[followed]++; // was not there before its first change, and is after its last
      } else if (edges[i] != 0 && changes[i] == 0) {
        lost[followed]++;
      }
    }
    return IntStream.range(0, accounts)
        .filter(account -> gained[account] + lost[account] > 0)
        .mapToObj(account -> new Trend(account, gained[account], lost[account]));
  }
}
