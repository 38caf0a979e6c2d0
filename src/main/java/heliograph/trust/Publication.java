package heliograph.trust;

import heliograph.graph.BotCluster;
import heliograph.graph.ClusterFeatures;
import heliograph.graph.Communities;
import heliograph.graph.Evidence;
import heliograph.graph.FollowGraph;
import heliograph.graph.GraphJobs;
import heliograph.graph.SpamCandidate;
import heliograph.graph.TrustRanks;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Writes the results of the jobs as rows of a generation. Confined to the run's thread. */
final class Publication {
  private static final int COMMUNITIES_MAX = 10_000;
  private static final int COMMUNITY_MIN = 3;
  private static final int EDGES_BETWEEN = 100;
  private static final int TOP_MEMBERS = 5;
  private static final int SPAM_MAX = 100_000;

  /** The figures of follows that rows contain. */
  interface Follows {
    /** Returns the number of follows. */
    int count();

    /** Returns the number of followers of an account. */
    int followers(int account);

    /**
     * Returns the number of follows from each of the largest communities to each of the others.
     *
     * @param count the number of communities
     */
    long[][] between(Communities communities, int count);
  }

  private final LoadedGraph graph;
  private final Follows follows;
  private final GraphJobs.Results results;
  private final BooleanSupplier stopped;

  Publication(
      LoadedGraph graph, Follows follows, GraphJobs.Results results, BooleanSupplier stopped) {
    this.graph = graph;
    this.follows = follows;
    this.results = results;
    this.stopped = stopped;
  }

  /** Returns the follows of a graph in memory. */
  static Follows of(FollowGraph follows) {
    return new Follows() {
      @Override
      public int count() {
        return follows.follows();
      }

      @Override
      public int followers(int account) {
        return follows.followers(account);
      }

      @Override
      public long[][] between(Communities communities, int count) {
        long[][] between = new long[count][count];
        for (int account = 0; account < communities.accounts(); account++) {
          int source = communities.of(account);
          if (source < count) {
            for (int followed : follows.followedBy(account)) {
              int target = communities.of(followed);
              if (target < count && target != source) {
                between[source][target]++;
              }
            }
          }
        }
        return between;
      }
    };
  }

  /** Returns how many milliseconds each job took, as a JSON object. */
  static String millis(GraphJobs.Results results) {
    StringBuilder millis = new StringBuilder();
    new TreeMap<>(results.durations())
        .forEach((job, took) ->
            millis
                .append(millis.isEmpty() ? "" : ",")
                .append('"')
                .append(job)
                .append("\":")
                .append(took.toMillis()));
    return "{" + millis + "}";
  }

  /** Returns a description of the generation, as a JSON object. */
  String detail(int seeds) {
    return String.format(
        Locale.ROOT,
        "{\"accounts\":%d,\"follows\":%d,\"seeds\":%d,\"trusted\":%d,\"clusters\":%d,"
            + "\"communities\":%d,\"modularity\":%.4f,\"millis\":%s}",
        graph.accounts(),
        follows.count(),
        seeds,
        results.trust().trusted(),
        bots().size(),
        results.communities().count(),
        results.communities().modularity(),
        millis(results));
  }

  /** Writes all rows. */
  void write(GenerationWriter to) {
    writeRanks(to);
    List<BotCluster> bots = bots();
    for (int number = 0; number < bots.size(); number++) {
      check();
      BotCluster cluster = bots.get(number);
      to.cluster(row(number, cluster), cluster.members().stream().map(graph::id).boxed().toList());
    }
    writeCommunities(to);
    for (SpamCandidate candidate :
        results.spam().subList(0, Math.min(SPAM_MAX, results.spam().size()))) {
      to.spamCandidate(
          graph.id(candidate.account()),
          candidate.score(),
          candidate.reasons().stream().map(Enum::name).toList());
    }
    check();
  }

  private void check() {
    if (stopped.getAsBoolean()) {
      throw new CancellationException("stopped while publishing");
    }
  }

  private void writeRanks(GenerationWriter to) {
    TrustRanks trust = results.trust();
    for (int account = 0; account < trust.accounts(); account++) {
      check();
      if (trust.rank(account) > 0 || trust.trustedFollowers(account) > 0) {
        to.rank(
            graph.id(account),
            trust.rank(account),
            follows.followers(account),
            trust.trustedFollowers(account));
      }
    }
  }

  /** Returns the clusters that are judged to be bots; the others are not published. */
  private List<BotCluster> bots() {
    return results.clusters().stream().filter(BotCluster::suspicious).toList();
  }

  private static GenerationWriter.Cluster row(int number, BotCluster cluster) {
    ClusterFeatures features = cluster.features();
    return new GenerationWriter.Cluster(
        number,
        cluster.id(),
        cluster.members().size(),
        features.density(),
        features.externalRatio(),
        features.outsideShare(),
        cluster.score(),
        json(cluster),
        cluster.evidence().stream().map(Publication::sentence).toList());
  }

  private static String json(BotCluster cluster) {
    ClusterFeatures features = cluster.features();
    StringBuilder json = new StringBuilder();
    json.append("{\"origin\":\"").append(cluster.origin()).append("\",\"follows\":");
    json.append(features.follows()).append(",\"local_density\":").append(features.localDensity());
    json.append(",\"outside_follows\":").append(features.outsideFollows());
    if (features.agesKnown()) {
      json.append(",\"age_spread_seconds\":").append(features.ageSpread().toSeconds());
    }
    if (features.requestsKnown()) {
      json.append(",\"requested_share\":").append(features.requestedShare());
    }
    json.append(",\"points\":{");
    for (Evidence evidence : cluster.evidence()) {
      json.append(json.charAt(json.length() - 1) == '{' ? "\"" : ",\"");
      json.append(evidence.sign()).append("\":").append(evidence.points());
    }
    return json.append("}}").toString();
  }

  private static String sentence(Evidence evidence) {
    return evidence.sign() + ": " + evidence.sentence();
  }

  private void writeCommunities(GenerationWriter to) {
    Communities communities = results.communities();
    int count = published(communities);
    int[][] top = top(communities, count);
    double all = 2.0 * follows.count();
    for (int community = 0; community < count; community++) {
      long inside = communities.follows(community);
      long outside = communities.externalFollows(community);
      double share = all == 0 ? 0 : (2 * inside + outside) / all;
      to.community(
          new GenerationWriter.Community(
              community,
              communities.size(community),
              inside,
              outside,
              all == 0 ? 0 : 2 * inside / all - share * share,
              Arrays.stream(top[community])
                  .filter(account -> account >= 0)
                  .map(graph::id)
                  .boxed()
                  .toList()));
    }
    for (int account = 0; account < communities.accounts(); account++) {
      check();
      if (communities.of(account) < count) {
        to.communityMember(graph.id(account), communities.of(account));
      }
    }
    writeEdges(to, communities, Math.min(count, EDGES_BETWEEN));
  }

  /**
   * Returns the number of communities that are published. Communities are numbered by size, the
   * largest first.
   */
  private static int published(Communities communities) {
    int count = 0;
    while (count < Math.min(COMMUNITIES_MAX, communities.count())
        && communities.size(count) >= COMMUNITY_MIN) {
      count++;
    }
    return count;
  }

  /**
   * Returns the members with most followers of each community, best first; −1 where there are
   * fewer.
   */
  private int[][] top(Communities communities, int count) {
    int[][] top = new int[count][TOP_MEMBERS];
    for (int[] places : top) {
      Arrays.fill(places, -1);
    }
    for (int account = 0; account < communities.accounts(); account++) {
      if (communities.of(account) < count) {
        place(account, top[communities.of(account)]);
      }
    }
    return top;
  }

  private void place(int account, int[] places) {
    int place = places.length;
    while (place > 0
        && (places[place - 1] < 0
            || follows.followers(places[place - 1]) < follows.followers(account))) {
      place--;
    }
    if (place < places.length) {
      System.arraycopy(places, place, places, place + 1, places.length - place - 1);
      places[place] = account;
    }
  }

  private void writeEdges(GenerationWriter to, Communities communities, int count) {
    long[][] between = follows.between(communities, count);
    check();
    for (int source = 0; source < count; source++) {
      for (int target = 0; target < count; target++) {
        if (between[source][target] > 0) {
          to.communityEdge(source, target, between[source][target]);
        }
      }
    }
  }
}
