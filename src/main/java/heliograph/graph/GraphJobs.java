package heliograph.graph;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Runs all jobs on one graph: communities, which mostly use one thread, and at the same time bots
 * and trust.
 */
public final class GraphJobs {
  /**
   * The input of the jobs.
   *
   * @param seeds the accounts that the operator trusts
   * @param trustedFrom the rank from which an account is trusted
   * @param known the clusters of bots of the last run
   * @param seed the seed of the order in which communities are searched for
   */
  public record Input(
      FollowGraph follows,
      AccountIndex index,
      AccountFacts facts,
      AccountSet seeds,
      int trustedFrom,
      List<ClusterIds.Known> known,
      long seed) {}

  /**
   * The results of the jobs.
   *
   * @param durations the duration of each job by its name; some jobs ran at the same time
   */
  public record Results(
      Communities communities,
      List<BotCluster> clusters,
      TrustRanks trust,
      List<SpamCandidate> spam,
      Map<String, Duration> durations) {}

  private record Others(List<BotCluster> clusters, TrustRanks trust, List<SpamCandidate> spam) {}

  private final Input input;
  private final Workers workers;
  private final Map<String, Duration> durations = new ConcurrentHashMap<>();

  private GraphJobs(Input input, Workers workers) {
    this.input = input;
    this.workers = workers;
  }

  /**
   * Runs the jobs. The results do not depend on the number of threads.
   *
   * @throws java.util.concurrent.CancellationException if the caller is interrupted or the workers
   *     are cancelled
   */
  public static Results run(Input input, Workers workers) {
    return new GraphJobs(input, workers).run();
  }

  private Results run() {
    // the other jobs end first, and communities then use their threads where possible
    try (Workers.Beside<Others> beside = workers.beside(this::others)) {
      Communities communities =
          timed("communities", () -> Communities.find(input.follows(), input.seed(), workers));
      Others others = beside.get();
      return new Results(
          communities, others.clusters(), others.trust(), others.spam(), Map.copyOf(durations));
    }
  }

  private Others others() {
    FollowGraph follows = input.follows();
    List<BotCluster> clusters =
        timed(
            "bots", () -> Bots.find(follows, input.facts(), input.index(), input.known(), workers));
    TrustRanks trust =
        timed("trust", () -> Trust.spread(follows, input.seeds(), input.trustedFrom(), workers));
    return new Others(
        clusters, trust, timed("spam", () -> SpamCandidates.of(clusters, trust, input.facts())));
  }

  private <T> T timed(String name, Supplier<T> job) {
    long started = System.nanoTime();
    T result = job.get();
    durations.put(name, Duration.ofNanos(System.nanoTime() - started));
    return result;
  }
}
