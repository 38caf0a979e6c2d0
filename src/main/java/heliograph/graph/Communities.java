package heliograph.graph;

import java.util.stream.IntStream;

/**
 * The community of each account, and the modularity of the division. Communities are numbered by
 * size; the largest is 0. Immutable.
 */
public final class Communities {
  private final int[] communityOf;
  private final int[] sizes;
  private final int[] inside;
  private final int[] weights;
  private final double modularity;

  private Communities(
      int[] communityOf, int[] sizes, int[] inside, int[] weights, double modularity) {
    this.communityOf = communityOf;
    this.sizes = sizes;
    this.inside = inside;
    this.weights = weights;
    this.modularity = modularity;
  }

  /** Finds the communities by modularity (Leiden, γ = 1). The same seed gives the same result. */
  public static Communities find(FollowGraph graph, long seed, Workers workers) {
    return Leiden.find(new FollowLevel(graph), 1, seed, workers);
  }

  /** Builds the graph whose nodes are the communities; {@code communityOf} is renumbered. */
  static Communities of(CoarseLevel level, int[] communityOf, double resolution) {
    int count = level.nodes();
    int[] size = new int[count];
    for (int community : communityOf) {
      size[community]++;
    }
    int[] bySize =
        IntStream.range(0, count)
            .boxed()
            .sorted((one, other) -> Integer.compare(size[other], size[one]))
            .mapToInt(Integer::intValue)
            .toArray();
    double all = IntStream.range(0, count).mapToLong(level::weight).sum();
    int[] number = new int[count];
    int[] sizes = new int[count];
    int[] inside = new int[count];
    int[] weights = new int[count];
    double modularity = 0;
    for (int i = 0; i < count; i++) {
      int community = bySize[i];
      number[community] = i;
      sizes[i] = size[community];
      inside[i] = level.loop(community) / 2;
      weights[i] = level.weight(community);
      if (all > 0) {
        double share = weights[i] / all;
        modularity += level.loop(community) / all - resolution * share * share;
      }
    }
    for (int account = 0; account < communityOf.length; account++) {
      communityOf[account] = number[communityOf[account]];
    }
    return new Communities(communityOf, sizes, inside, weights, modularity);
  }

  /** Returns the number of communities, including those of one account. */
  public int count() {
    return sizes.length;
  }

  /** Returns the number of accounts. */
  public int accounts() {
    return communityOf.length;
  }

  public int of(int account) {
    return communityOf[account];
  }

  public int size(int community) {
    return sizes[community];
  }

  /** Returns the number of follows from member to member. */
  public int follows(int community) {
    return inside[community];
  }

  /** Returns the number of follows by members or of members whose other end is not a member. */
  public int externalFollows(int community) {
    return weights[community] - 2 * inside[community];
  }

  /**
   * Returns Newman's modularity, −0.5 to 1: the share of follows inside communities beyond that of
   * a random graph.
   */
  public double modularity() {
    return modularity;
  }
}
