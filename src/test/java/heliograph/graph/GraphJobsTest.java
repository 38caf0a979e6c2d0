package heliograph.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.bench.PlantedGraph;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphJobsTest {
  private static final int ACCOUNTS = 6_000;

  private static GraphJobs.Input input(Workers workers) {
    PlantedGraph planted = new PlantedGraph(ACCOUNTS, 30 * ACCOUNTS, 9);
    return new GraphJobs.Input(
        planted.follows().build(workers),
        Generated.index(ACCOUNTS),
        planted.facts(),
        AccountSet.of(planted.seeds(5)),
        50,
        List.of(),
        3);
  }

  private static List<Object> told(GraphJobs.Results results) {
    return List.of(
        results.clusters(),
        results.spam(),
        IntStream.range(0, ACCOUNTS).mapToObj(results.communities()::of).toList(),
        IntStream.range(0, ACCOUNTS).mapToObj(results.trust()::rank).toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void run_anyNumberOfThreads_tellsTheSame(int threads) {
    GraphJobs.Results one = GraphJobs.run(input(Workers.inCaller()), Workers.inCaller());
    assertThat(one.clusters()).isNotEmpty();
    assertThat(one.durations().keySet())
        .containsExactlyInAnyOrder("communities", "bots", "trust", "spam");
    try (ExecutorService executor = Executors.newFixedThreadPool(threads - 1)) {
      Workers workers = new Workers(executor, threads, Workers.Progress.NONE);
      assertThat(told(GraphJobs.run(input(workers), workers))).isEqualTo(told(one));
    }
  }

  /** An executor that is full costs time and nothing else. */
  @Test
  void run_executorThatRefuses_isDoneByTheCaller() {
    Workers refused =
        new Workers(
            work -> {
              throw new RejectedExecutionException("full");
            },
            2,
            Workers.Progress.NONE);
    assertThat(told(GraphJobs.run(input(refused), refused)))
        .isEqualTo(told(GraphJobs.run(input(Workers.inCaller()), Workers.inCaller())));
  }

  @Test
  void run_interrupted_ends() {
    GraphJobs.Input input = input(Workers.inCaller());
    try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
      Workers workers = new Workers(executor, 2, Workers.Progress.NONE);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> GraphJobs.run(input, workers))
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue(); // who was interrupted still sees it
    }
  }

  /** Cancelled at each step in turn by who watches the progress. */
  @ParameterizedTest
  @ValueSource(
      strings = {"local density", "dense cores", "components", "bots", "trust", "communities"})
  void run_cancelledAtAStep_ends(String step) {
    GraphJobs.Input input = input(Workers.inCaller());
    try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
      Workers workers =
          new Workers(
              executor,
              2,
              (at, share) -> {
                if (at.equals(step)) {
                  throw new CancellationException("enough");
                }
              });
      assertThatThrownBy(() -> GraphJobs.run(input, workers))
          .isInstanceOf(CancellationException.class);
    }
  }
}
