package heliograph.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the graph jobs, and how well they distinguish bots from people.
 *
 * <p>A small graph is worked on before the others, or the figures of the first size would be those
 * of the compiler at work.
 */
@Command(
    name = "graph",
    description = {
      "Measure the graph jobs and how well they find bots; needs no relay.",
      "Makes graphs of a hundredth, a tenth and all of the size in memory, with rings of",
      "bots, customers of theirs and circles of friends in them, runs all jobs on each and",
      "prints seconds, memory and quality side by side. HELIOGRAPH_HEAP=2g bounds the heap."
    },
    mixinStandardHelpOptions = true)
final class GraphBenchCommand implements Callable<Integer> {
  private static final int[] PARTS = {100, 10, 1};

  @Option(
      names = "--accounts",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "of the largest graph, 500000 at least; default ${DEFAULT-VALUE}")
  private int accounts;

  @Option(
      names = "--follows",
      paramLabel = "N",
      defaultValue = "50000000",
      description = "of the largest graph, 10 to 200 an account; default ${DEFAULT-VALUE}")
  private int follows;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "of the graphs; default 1")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "of the jobs; default 2")
  private int threads;

  @Override
  public Integer call() {
    int least = PARTS[0] * PlantedGraph.ACCOUNTS_MIN;
    if (accounts < least || follows / accounts < 10 || follows / accounts > 200 || threads < 1) {
      System.err.println(
          "heliograph: --accounts takes numbers of "
              + least
              + " at least, --follows 10 to 200 times as many, --threads 1 and more");
      return 2;
    }
    new GraphBench(PlantedGraph.ACCOUNTS_MIN, 50 * PlantedGraph.ACCOUNTS_MIN, seed, threads).run();
    GraphTable table = new GraphTable();
    try {
      for (int part : PARTS) {
        System.err.printf("%,d accounts, about %,d follows …%n", accounts / part, follows / part);
        table.add(new GraphBench(accounts / part, follows / part, seed, threads).run());
      }
    } finally {
      table.print(System.out); // also what was measured before a fault
    }
    return 0;
  }
}
