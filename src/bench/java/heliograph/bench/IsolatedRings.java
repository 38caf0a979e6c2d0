package heliograph.bench;

import heliograph.graph.Bots;
import heliograph.graph.FollowGraph;
import heliograph.graph.StrongComponents;
import heliograph.graph.Workers;

/**
 * The usual rule for rings of bots, to be compared with {@link Bots}: strongly connected components
 * of five and more with a density of 0.7 and more, and at most one follow outward for five inside.
 */
public final class IsolatedRings {
  private static final int SIZE_MIN = 5;
  private static final double DENSITY_MIN = 0.7;
  private static final double EXTERNAL_MAX = 0.2;

  private IsolatedRings() {}

  /** Whether the rule takes each account for a bot. */
  public static boolean[] find(FollowGraph graph, Workers workers) {
    StrongComponents components = StrongComponents.of(graph, workers);
    long[] inside = new long[components.count()];
    long[] leaving = new long[components.count()];
    for (int account = 0; account < graph.accounts(); account++) {
      int component = components.of(account);
      for (int followed : graph.followedBy(account)) {
        if (components.of(followed) == component) {
          inside[component]++;
        } else {
          leaving[component]++;
        }
      }
    }
    boolean[] ring = new boolean[components.count()];
    for (int component = 0; component < ring.length; component++) {
      double size = components.size(component);
      ring[component] =
          size >= SIZE_MIN
              && inside[component] >= DENSITY_MIN * size * (size - 1)
              && leaving[component] <= EXTERNAL_MAX * inside[component];
    }
    boolean[] bots = new boolean[graph.accounts()];
    for (int account = 0; account < bots.length; account++) {
      bots[account] = ring[components.of(account)];
    }
    return bots;
  }
}
