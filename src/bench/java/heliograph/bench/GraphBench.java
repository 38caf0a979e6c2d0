package heliograph.bench;

import heliograph.graph.AccountIndex;
import heliograph.graph.AccountSet;
import heliograph.graph.BotCluster;
import heliograph.graph.FollowGraph;
import heliograph.graph.GraphJobs;
import heliograph.graph.Workers;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Measures all jobs on one generated graph. Confined to its caller. */
final class GraphBench {
  private static final int TRUSTED_FROM = 50;
  private static final int SEEDS = 20;

  /**
   * How well bots were found.
   *
   * @param precision of those named, the bots
   * @param recall of the bots, those named
   */
  record Quality(double precision, double recall) {
    static Quality of(PlantedGraph planted, boolean[] named) {
      int right = 0;
      int all = 0;
      for (int account = 0; account < named.length; account++) {
        all += named[account] ? 1 : 0;
        right += named[account] && planted.isBot(account) ? 1 : 0;
      }
      return new Quality(right / (double) Math.max(1, all), right / (double) planted.bots());
    }
  }

  /**
   * What was measured of one size.
   *
   * @param graphBytes of the graph and the dictionary, live
   * @param peakBytes of the heap, garbage included
   */
  record Outcome(
      int accounts,
      int follows,
      int bots,
      Map<String, Duration> durations,
      long graphBytes,
      long peakBytes,
      Quality ours,
      Quality isolatedRings,
      int friendsNamed,
      int communities,
      double modularity,
      int botsTrusted,
      int spam) {}

  private final int accounts;
  private final int followsWanted;
  private final long seed;
  private final int threads;
  private final Map<String, Duration> durations = new LinkedHashMap<>();

  GraphBench(int accounts, int followsWanted, long seed, int threads) {
    this.accounts = accounts;
    this.followsWanted = followsWanted;
    this.seed = seed;
    this.threads = threads;
  }

  Outcome run() {
    List<MemoryPoolMXBean> pools = heapPools();
    long before = collected();
    pools.forEach(MemoryPoolMXBean::resetPeakUsage);
    PlantedGraph planted = new PlantedGraph(accounts, followsWanted, seed);
    try (ExecutorService executor = Executors.newFixedThreadPool(Math.max(1, threads - 1))) {
      Workers workers = new Workers(executor, threads, Workers.Progress.NONE);
      FollowGraph follows = timed("load", () -> planted.follows().build(workers));
      AccountIndex index = index();
      GraphJobs.Input input =
          new GraphJobs.Input(
              follows,
              index,
              planted.facts(),
              AccountSet.of(planted.seeds(SEEDS)),
              TRUSTED_FROM,
              List.of(),
              seed);
      long graphBytes = collected() - before;
      GraphJobs.Results results = timed("all jobs", () -> GraphJobs.run(input, workers));
      timed("trends", () -> trends(follows));
      durations.putAll(results.durations());
      long peak = pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
      boolean[] named = named(results.clusters());
      return new Outcome(
          accounts,
          follows.follows(),
          planted.bots(),
          durations,
          graphBytes,
          peak,
          Quality.of(planted, named),
          Quality.of(planted, IsolatedRings.find(follows, workers)),
          count(planted, named),
          results.communities().count(),
          results.communities().modularity(),
          botsTrusted(planted, results),
          results.spam().size());
    }
  }

  private <T> T timed(String name, Supplier<T> job) {
    long started = System.nanoTime();
    T result = job.get();
    durations.put(name, Duration.ofNanos(System.nanoTime() - started));
    return result;
  }

  private static List<MemoryPoolMXBean> heapPools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  @SuppressWarnings("SystemGC") // to see what is live
  private static long collected() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private AccountIndex index() {
    SplittableRandom random = new SplittableRandom(seed);
    AccountIndex index = new AccountIndex(accounts);
    for (int i = 0; i < accounts; i++) {
      index.add(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }
    return index;
  }

  /** One change for fifty follows, two of three a new follow. */
  private int trends(FollowGraph follows) {
    SplittableRandom random = new SplittableRandom(seed);
    FollowTrends trends = new FollowTrends(accounts, 0, Integer.MAX_VALUE);
    for (int i = 0; i < follows.follows() / 50; i++) {
      int follower = random.nextInt(accounts);
      trends.add(i, follower, random.nextInt(accounts), random.nextInt(3) > 0);
    }
    return trends.rising(10).size() + trends.falling(10).size();
  }

  private boolean[] named(List<BotCluster> clusters) {
    boolean[] named = new boolean[accounts];
    clusters.stream()
        .filter(BotCluster::suspicious)
        .flatMapToInt(cluster -> cluster.members().stream())
        .forEach(account -> named[account] = true);
    return named;
  }

  private static int count(PlantedGraph planted, boolean[] named) {
    int count = 0;
    for (int[] group : planted.honestGroups()) {
      for (int account : group) {
        count += named[account] ? 1 : 0;
      }
    }
    return count;
  }

  private int botsTrusted(PlantedGraph planted, GraphJobs.Results results) {
    int count = 0;
    for (int account = 0; account < accounts; account++) {
      count += planted.isBot(account) && results.trust().isTrusted(account) ? 1 : 0;
    }
    return count;
  }
}
