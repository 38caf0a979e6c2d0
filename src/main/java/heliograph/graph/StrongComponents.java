package heliograph.graph;

import java.util.Arrays;

/**
 * Strongly connected components: the largest sets whose members all reach each other by follows.
 *
 * <p>Tarjan's algorithm with its recursion in an array, so that a chain of a million accounts needs
 * no deep stack. Takes 20 bytes an account while it runs. Immutable.
 */
public final class StrongComponents {
  private static final int CHECK_EVERY = (1 << 14) - 1;

  private final int[] component;
  private final int[] sizes;

  private StrongComponents(int[] component, int[] sizes) {
    this.component = component;
    this.sizes = sizes;
  }

  /** Returns the component of an account, 0 to before {@link #count()}. */
  public int of(int account) {
    return component[account];
  }

  /** Returns the number of components. */
  public int count() {
    return sizes.length;
  }

  /** Returns the number of accounts in a component. */
  public int size(int component) {
    return sizes[component];
  }

  /** Returns the largest component; among equals the first found. */
  int largest() {
    int largest = 0;
    for (int i = 1; i < sizes.length; i++) {
      if (sizes[i] > sizes[largest]) {
        largest = i;
      }
    }
    return largest;
  }

  /** Finds the components of a graph. */
  public static StrongComponents of(FollowGraph graph, Workers workers) {
    return new Walk(graph, workers).run();
  }

  /** A depth-first walk. Confined to one thread. */
  private static final class Walk {
    private final Workers workers;
    private final int accounts;
    private final int[] outStart;
    private final int[] out;

    /** The order in which accounts were visited, from 1; 0 for those not visited yet. */
    private final int[] met;

    /** The earliest visited account on the stack that each account is known to reach. */
    private final int[] low;

    private final int[] component;

    /** The position of each account in its row. */
    private final int[] cursor;

    /**
     * Two stacks: the path grows up from 0, the accounts that wait for their component down from
     * the end.
     */
    private final int[] stacks;

    private int pathEnd;
    private int waitingStart;
    private int time;
    private int[] sizes = new int[64];
    private int components;

    Walk(FollowGraph graph, Workers workers) {
      this.workers = workers;
      accounts = graph.accounts();
      outStart = graph.outStart();
      out = graph.out();
      met = new int[accounts];
      low = new int[accounts];
      component = new int[accounts];
      cursor = Arrays.copyOf(outStart, accounts);
      stacks = new int[2 * accounts];
      waitingStart = stacks.length;
    }

    StrongComponents run() {
      workers.report("components", 0);
      Arrays.fill(component, -1);
      for (int account = 0; account < accounts; account++) {
        if (met[account] == 0) {
          walkFrom(account);
        }
      }
      return new StrongComponents(component, Arrays.copyOf(sizes, components));
    }

    private void walkFrom(int root) {
      enter(root);
      while (pathEnd > 0) {
        int account = stacks[pathEnd - 1];
        int next = nextUnmet(account);
        if (next >= 0) {
          enter(next);
        } else {
          leave(account);
        }
      }
    }

    private void enter(int account) {
      met[account] = ++time;
      low[account] = time;
      stacks[pathEnd++] = account;
      stacks[--waitingStart] = account;
      if ((time & CHECK_EVERY) == 0) {
        workers.report("components", time / (double) accounts);
      }
    }

    /** Returns the next account in the row that was not visited; −1 at the end of the row. */
    private int nextUnmet(int account) {
      int end = outStart[account + 1];
      int lowest = low[account];
      int at = cursor[account];
      int found = -1;
      while (at < end && found < 0) {
        int other = out[at++];
        if (met[other] == 0) {
          found = other;
        } else if (component[other] < 0) {
          lowest = Math.min(lowest, met[other]);
        }
      }
      cursor[account] = at;
      low[account] = lowest;
      return found;
    }

    private void leave(int account) {
      pathEnd--;
      if (pathEnd > 0) {
        int parent = stacks[pathEnd - 1];
        low[parent] = Math.min(low[parent], low[account]);
      }
      if (low[account] == met[account]) {
        if (components == sizes.length) {
          sizes = Arrays.copyOf(sizes, 2 * components);
        }
        int member;
        do {
          member = stacks[waitingStart++];
          component[member] = components;
          sizes[components]++;
        } while (member != account);
        components++;
      }
    }
  }
}
