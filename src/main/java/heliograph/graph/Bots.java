package heliograph.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Finds clusters of bots: groups that follow each other and that hardly anybody else follows.
 *
 * <pre>
 * candidates  dense cores ({@link DenseCores}), then strongly connected components outside the
 *             largest with five members and more that are in no core
 * features    size, densities, follows outward and attention from outside, ages, requests
 * verdict     evidence adds up to {@link #SCORE_MIN}; never where a third of the followers are
 *             outside, or where they hardly follow each other
 * </pre>
 *
 * A mutual follow with the largest component, follows of many famous accounts, or sold follows do
 * not change the verdict, since none of them is a follow from outside. Follows bought from accounts
 * in other such groups do not count.
 */
public final class Bots {
  private static final double SCORE_MIN = 0.6;
  private static final double OUTSIDE_SHARE_MAX = 0.35;
  private static final double DENSITY_MIN = 0.15;

  private Bots() {}

  /**
   * Returns the clusters, suspicious or not, largest first. {@code known} are those of the last
   * run.
   */
  public static List<BotCluster> find(
      FollowGraph graph,
      AccountFacts facts,
      AccountIndex index,
      List<ClusterIds.Known> known,
      Workers workers) {
    float[] densities = LocalDensity.of(graph, DenseCores.DEGREE_MIN, workers);
    List<int[]> cores = DenseCores.of(graph, densities, workers);
    List<int[]> components =
        components(StrongComponents.of(graph, workers), cores, graph.accounts());
    return judge(cores, components, graph, densities, facts, index, known, workers);
  }

  /** Judges groups that were found. The graph must have at least all rows of their members. */
  static List<BotCluster> judge(
      List<int[]> cores,
      List<int[]> components,
      FollowGraph graph,
      float[] densities,
      AccountFacts facts,
      AccountIndex index,
      List<ClusterIds.Known> known,
      Workers workers) {
    boolean[] grouped = new boolean[graph.accounts()];
    cores.forEach(core -> mark(core, grouped));
    components.forEach(component -> mark(component, grouped));
    List<BotCluster> clusters = new ArrayList<>();
    BiConsumer<BotCluster.Origin, int[]> judge =
        (origin, group) -> {
          workers.check();
          AccountSet members = AccountSet.of(group);
          ClusterFeatures features = ClusterFeatures.of(members, grouped, graph, facts, densities);
          clusters.add(judged(origin, members, features));
        };
    cores.forEach(core -> judge.accept(BotCluster.Origin.DENSE_CORE, core));
    components.forEach(component -> judge.accept(BotCluster.Origin.COMPONENT, component));
    clusters.sort(
        Comparator.<BotCluster>comparingInt(cluster -> -cluster.members().size())
            .thenComparingInt(cluster -> cluster.members().at(0)));
    workers.report("bots", 1);
    return List.copyOf(ClusterIds.assign(clusters, known, index));
  }

  private static void mark(int[] members, boolean[] grouped) {
    for (int member : members) {
      grouped[member] = true;
    }
  }

  /**
   * Returns the components outside the largest, without members of cores, if five members or more
   * are left.
   */
  static List<int[]> components(StrongComponents strong, List<int[]> cores, int accounts) {
    boolean[] grouped = new boolean[accounts];
    cores.forEach(core -> mark(core, grouped));
    int[] left = new int[strong.count()];
    for (int account = 0; account < grouped.length; account++) {
      left[strong.of(account)] += grouped[account] ? 0 : 1;
    }
    if (left.length > 0) {
      left[strong.largest()] = 0;
    }
    int[][] members = new int[left.length][];
    List<int[]> components = new ArrayList<>();
    for (int account = 0; account < grouped.length; account++) {
      int component = strong.of(account);
      if (!grouped[account] && (members[component] != null || left[component] >= 5)) {
        if (members[component] == null) {
          members[component] = new int[left[component]];
          components.add(members[component]);
        }
        members[component][members[component].length - left[component]--] = account;
      }
    }
    return components;
  }

  private static BotCluster judged(
      BotCluster.Origin origin, AccountSet members, ClusterFeatures features) {
    List<Evidence> evidence = Evidence.of(features);
    double score = evidence.stream().mapToDouble(Evidence::points).sum();
    boolean suspicious =
        score >= SCORE_MIN
            && features.outsideShare() <= OUTSIDE_SHARE_MAX
            && Math.max(features.density(), features.localDensity()) >= DENSITY_MIN;
    return new BotCluster(0, origin, members, features, evidence, score, suspicious);
  }
}
