package heliograph.trust;

import heliograph.config.RelayConfig;
import heliograph.event.PublicKey;
import heliograph.graph.GraphJobs;
import heliograph.graph.Workers;
import heliograph.metrics.Meters;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the graph jobs: load, compute, publish. One run at a time over all relays on a database.
 * Thread-safe.
 */
public final class TrustJobs {
  /** The progress of a run; {@code step} is {@code idle} while there is none. */
  public record Progress(String step, double share) {
    static final Progress IDLE = new Progress("idle", 0);
  }

  private final GraphTables store;
  private final Supplier<RelayConfig> config;
  private final long heapMax;
  private final int threads;
  private final Meters.Distribution took;
  private volatile Progress progress = Progress.IDLE;
  private volatile @Nullable Workers running;
  private volatile boolean stopped;

  /**
   * Creates the jobs of a database.
   *
   * @param config returns the current configuration; the seeds may change
   * @param heapMax the maximum number of bytes that a run may take; a graph that needs more is
   *     refused
   * @param threads the maximum number of threads of a run, including its caller's
   */
  public TrustJobs(
      GraphTables store, Supplier<RelayConfig> config, long heapMax, int threads, Meters meters) {
    this.store = store;
    this.config = config;
    this.heapMax = heapMax;
    this.threads = threads;
    took = meters.timer("heliograph_trust_run_seconds", "Runs of the graph jobs");
  }

  /**
   * Runs all jobs in the caller's thread and others, unless another relay is running them or has
   * done so within {@code freshness}.
   *
   * @param lender runs the other threads; may refuse
   * @return whether it ran
   * @throws java.util.concurrent.CancellationException if it was stopped
   */
  public boolean run(Duration freshness, Executor lender) {
    return store.tryRun(freshness, run -> run(run, new Workers(lender, threads, this::at)));
  }

  private void run(GraphConnection run, Workers workers) {
    long began = System.nanoTime();
    running = workers;
    try {
      LoadedGraph graph =
          run.step(
              "load", () -> load(run), loaded -> "{\"accounts\":%d}".formatted(loaded.accounts()));
      GraphJobs.Input input = graph.input(seeds(), workers);
      GraphJobs.Results results =
          run.step(
              "compute",
              () -> GraphJobs.run(input, workers),
              found -> "{\"millis\":%s}".formatted(Publication.millis(found)));
      Publication publication =
          new Publication(graph, Publication.of(input.follows()), results, this::isStopped);
      progress = new Progress("publish", 0);
      run.step(
          "publish",
          () -> run.publish(publication.detail(input.seeds().size()), publication::write),
          generation -> "{\"generation\":%d}".formatted(generation));
      took.record(System.nanoTime() - began);
    } finally {
      running = null;
      progress = Progress.IDLE;
    }
  }

  private LoadedGraph load(GraphConnection run) {
    progress = new Progress("load", 0);
    LoadedGraph graph = new LoadedGraph(heapMax, this::isStopped);
    run.load(graph);
    return graph;
  }

  /** Returns the keys that the operator trusts: the seeds and the administrators. */
  private Set<PublicKey> seeds() {
    RelayConfig now = config.get();
    Set<PublicKey> seeds = new HashSet<>();
    now.live().trustSeeds().forEach(key -> seeds.add(PublicKey.parse(key)));
    now.live().admins().forEach(key -> seeds.add(PublicKey.parse(key)));
    return seeds;
  }

  private void at(String step, double share) {
    if (stopped) {
      throw new CancellationException("stopped");
    }
    progress = new Progress(step, share);
  }

  public Progress progress() {
    return progress;
  }

  private boolean isStopped() {
    return stopped;
  }

  /** Ends a run soon, and prevents further ones. */
  public void stop() {
    stopped = true;
    Workers workers = running;
    if (workers != null) {
      workers.cancel();
    }
  }
}
