package heliograph.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the dense cores of the graph: groups whose members mostly follow each other.
 *
 * <pre>
 * 1. tight     accounts with a local density of {@link #DENSITY_MIN} and more
 * 2. peeled    down to the largest set in which each member has {@link #DEGREE_MIN} followers and
 *              followed inside, {@link #INSIDE_MIN} of its followers inside, and follows {@link
 *              #RETURN_MIN} as many inside as follow it from there: bots do not draw in
 *              customers, famous accounts or others by following them
 * 3. completed by accounts for which all of this holds although they are not tight; peeled again
 * 4. parted    into the sets that are joined by follows with a common follower inside
 * </pre>
 *
 * The result of peeling does not depend on its order. This class does not judge whether a core is a
 * ring of bots or a family. Confined to one thread.
 */
final class DenseCores {
  static final int DEGREE_MIN = 3;
  static final int SIZE_MIN = 5;

  static final float DENSITY_MIN = 0.15f;
  private static final double INSIDE_MIN = 0.6;
  private static final double RETURN_MIN = 1 / 3.0;
  static final int COMPLETIONS_MAX = 3;

  private final FollowGraph graph;
  private final int[] outStart;
  private final int[] out;
  private final int[] inStart;
  private final int[] in;

  /** The numbers of followers and of followed accounts of each member inside the set. */
  private final int[] insideIn;

  private final int[] insideOut;
  private final boolean[] member;

  private DenseCores(FollowGraph graph) {
    this.graph = graph;
    outStart = graph.outStart();
    out = graph.out();
    inStart = graph.inStart();
    in = graph.in();
    int accounts = graph.accounts();
    insideIn = new int[accounts];
    insideOut = new int[accounts];
    member = new boolean[accounts];
  }

  /**
   * Returns the cores of five members and more, each ascending, in the order of their first
   * members.
   */
  static List<int[]> of(FollowGraph graph, float[] densities, Workers workers) {
    DenseCores cores = new DenseCores(graph);
    for (int account = 0; account < densities.length; account++) {
      cores.member[account] = densities[account] >= DENSITY_MIN;
    }
    cores.peel(workers);
    for (int i = 0; i < COMPLETIONS_MAX && cores.complete(); i++) {
      cores.peel(workers);
    }
    workers.report("dense cores", 0.7);
    return cores.parts();
  }

  /** Returns the cores among {@code members}, which were peeled before. */
  static List<int[]> parts(FollowGraph graph, boolean[] members) {
    DenseCores cores = new DenseCores(graph);
    System.arraycopy(members, 0, cores.member, 0, members.length);
    return cores.parts();
  }

  private void peel(Workers workers) {
    int accounts = graph.accounts();
    workers.blocks(accounts, 1 << 12, (worker, from, to) -> count(from, to));
    int[] leaving = new int[accounts];
    int count = 0;
    for (int account = 0; account < accounts; account++) {
      if (member[account] && !holds(account)) {
        leaving[count++] = account;
        member[account] = false;
      }
    }
    for (int i = 0; i < count; i++) {
      int account = leaving[i];
      for (int at = outStart[account]; at < outStart[account + 1]; at++) {
        insideIn[out[at]]--;
        count = dismiss(out[at], leaving, count);
      }
      for (int at = inStart[account]; at < inStart[account + 1]; at++) {
        insideOut[in[at]]--;
        count = dismiss(in[at], leaving, count);
      }
    }
  }

  private int dismiss(int account, int[] leaving, int count) {
    if (member[account] && !holds(account)) {
      member[account] = false;
      leaving[count] = account;
      return count + 1;
    }
    return count;
  }

  private void count(int from, int to) {
    for (int account = from; account < to; account++) {
      if (member[account]) {
        insideIn[account] = members(in, inStart[account], inStart[account + 1]);
        insideOut[account] = members(out, outStart[account], outStart[account + 1]);
      }
    }
  }

  private int members(int[] row, int from, int to) {
    int count = 0;
    for (int at = from; at < to; at++) {
      count += member[row[at]] ? 1 : 0;
    }
    return count;
  }

  private boolean holds(int account) {
    return holds(insideIn[account], insideOut[account], graph.followers(account));
  }

  /**
   * Returns whether an account with these numbers of followers and followed accounts inside may
   * stay.
   */
  static boolean holds(int followersInside, int followedInside, int followers) {
    return followersInside >= DEGREE_MIN
        && followedInside >= DEGREE_MIN
        && followersInside >= INSIDE_MIN * followers
        && followedInside >= RETURN_MIN * followersInside;
  }

  /**
   * Adds the accounts that members follow and that belong to the set except for their local
   * density; returns whether there were any.
   */
  private boolean complete() {
    boolean[] before = member.clone();
    // checks an account once, because all bots follow the same famous accounts
    boolean[] asked = member.clone();
    boolean any = false;
    for (int account = 0; account < before.length; account++) {
      if (before[account]) {
        for (int at = outStart[account]; at < outStart[account + 1]; at++) {
          int other = out[at];
          if (!asked[other]) {
            asked[other] = true;
            member[other] = belongs(other, before);
            any |= member[other];
          }
        }
      }
    }
    return any;
  }

  /**
   * Does what {@link #holds} does, for an account whose numbers are not counted; half of a row
   * usually decides.
   */
  private boolean belongs(int account, boolean[] inside) {
    int followed = 0;
    for (int at = outStart[account]; at < outStart[account + 1]; at++) {
      followed += inside[out[at]] ? 1 : 0;
    }
    if (followed < DEGREE_MIN) {
      return false;
    }
    int all = graph.followers(account);
    int followers = 0;
    int others = 0;
    for (int at = inStart[account]; at < inStart[account + 1]; at++) {
      followers += inside[in[at]] ? 1 : 0;
      others += inside[in[at]] ? 0 : 1;
      if (others > (1 - INSIDE_MIN) * all) {
        return false;
      }
    }
    return followers >= DEGREE_MIN && followed >= RETURN_MIN * followers;
  }

  private List<int[]> parts() {
    int accounts = graph.accounts();
    int[] parent = new int[accounts];
    Arrays.setAll(parent, i -> i);
    for (int account = 0; account < accounts; account++) {
      if (member[account]) {
        for (int at = outStart[account]; at < outStart[account + 1]; at++) {
          int other = out[at];
          if (member[other] && shareFollower(account, other)) {
            join(parent, account, other);
          }
        }
      }
    }
    return groups(parent);
  }

  private boolean shareFollower(int one, int other) {
    int at = inStart[one];
    int otherAt = inStart[other];
    while (at < inStart[one + 1] && otherAt < inStart[other + 1]) {
      int difference = in[at] - in[otherAt];
      if (difference == 0 && member[in[at]]) {
        return true;
      }
      at += difference <= 0 ? 1 : 0;
      otherAt += difference >= 0 ? 1 : 0;
    }
    return false;
  }

  private static List<int[]> groups(int[] parent) {
    int[] size = new int[parent.length];
    for (int account = 0; account < parent.length; account++) {
      parent[account] = root(parent, account);
      size[parent[account]]++;
    }
    List<int[]> groups = new ArrayList<>();
    int[] number = new int[parent.length];
    int[] filled = new int[parent.length];
    for (int account = 0; account < parent.length; account++) {
      int root = parent[account]; // the first one found is the lowest
      if (size[root] >= SIZE_MIN) {
        if (account == root) {
          number[root] = groups.size();
          groups.add(new int[size[root]]);
        }
        groups.get(number[root])[filled[root]++] = account;
      }
    }
    return groups;
  }

  /** Joins two sets; the root of a set is its lowest member. */
  private static void join(int[] parent, int one, int other) {
    int root = root(parent, one);
    int otherRoot = root(parent, other);
    parent[Math.max(root, otherRoot)] = Math.min(root, otherRoot);
  }

  private static int root(int[] parent, int account) {
    int root = account;
    while (parent[root] != root) {
      parent[root] = parent[parent[root]];
      root = parent[root];
    }
    return root;
  }
}
