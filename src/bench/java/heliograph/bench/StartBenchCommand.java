package heliograph.bench;

import heliograph.runtime.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how long relays take to start, and what that costs. */
@Command(
    name = "start",
    description = {
      "Start relays of this build in temporary folders, each once with a new data folder and once"
          + " again, with the settings of the environment.",
      "serving: the first WebSocket is answered; ready: the relay says so; statistics: their"
          + " database is up. Processor time is that of the relay and of its PostgreSQL so far."
    },
    mixinStandardHelpOptions = true)
final class StartBenchCommand implements Callable<Integer> {
  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "first starts, and as many later ones; default 3")
  private int rounds;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (rounds < 1) {
      System.err.println("heliograph: --rounds takes 1 and more");
      return 2;
    }
    String home = System.getProperty("heliograph.home");
    if (home == null) {
      throw new IllegalStateException("start it with ./heliograph bench start");
    }
    List<StartFigures> first = new ArrayList<>();
    List<StartFigures> later = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      Path data = Files.createTempDirectory("heliograph-bench-start");
      try {
        first.add(told("first", StartFigures.measure(Path.of(home), data)));
        later.add(told("later", StartFigures.measure(Path.of(home), data)));
      } finally {
        Folders.remove(data);
      }
    }
    told("first, median", median(first));
    told("later, median", median(later));
    return 0;
  }

  private static StartFigures told(String name, StartFigures figures) {
    System.out.printf(
        Locale.ROOT,
        "%-13s serving %5.1f s  ready %5.1f s, processor %5.2f s + PostgreSQL %4.2f s, %3.0f MB"
            + "  statistics %5.1f s, processor %5.2f s + %4.2f s%n",
        name,
        figures.serving(),
        figures.ready(),
        figures.processor(),
        figures.database(),
        figures.megabytes(),
        figures.statistics(),
        figures.processorThen(),
        figures.databaseThen());
    return figures;
  }

  private static StartFigures median(List<StartFigures> all) {
    return new StartFigures(
        median(all, StartFigures::serving),
        median(all, StartFigures::ready),
        median(all, StartFigures::processor),
        median(all, StartFigures::database),
        median(all, StartFigures::megabytes),
        median(all, StartFigures::statistics),
        median(all, StartFigures::processorThen),
        median(all, StartFigures::databaseThen));
  }

  private static double median(List<StartFigures> all, ToDoubleFunction<StartFigures> figure) {
    double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
