package heliograph.bench;

import heliograph.bench.GraphBench.Outcome;
import heliograph.bench.GraphBench.Quality;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Cost and results of the graph jobs at several sizes, side by side, in Markdown. */
final class GraphTable {
  private static final List<String> STEPS =
      List.of("load", "all jobs", "communities", "bots", "trust", "spam", "trends");

  private final List<Outcome> outcomes = new ArrayList<>();

  void add(Outcome outcome) {
    outcomes.add(outcome);
  }

  void print(PrintStream out) {
    row(out, "", of -> number(of.accounts()) + " accounts");
    row(out, "---", of -> "---:");
    row(out, "follows", of -> number(of.follows()));
    for (String step : STEPS) {
      row(out, step + ", s", of -> seconds(duration(of, step)));
    }
    row(out, "together, s", of -> seconds(together(of)));
    row(out, "µs a follow", of -> decimal("%.2f", together(of).toNanos() / 1e3 / of.follows()));
    row(out, "graph and keys, MB", of -> megabytes(of.graphBytes()));
    row(out, "bytes a follow", of -> decimal("%.1f", of.graphBytes() / (double) of.follows()));
    row(out, "highest heap, garbage included, MB", of -> megabytes(of.peakBytes()));
    row(out, "bots planted", of -> number(of.bots()));
    row(out, "precision; recall", of -> quality(of.ours()));
    row(out, "of the usual rule", of -> quality(of.isolatedRings()));
    row(out, "honest friends taken for bots", of -> number(of.friendsNamed()));
    row(out, "bots trusted", of -> number(of.botsTrusted()));
    row(out, "spam candidates", of -> number(of.spam()));
    row(out, "communities; modularity", GraphTable::communities);
  }

  private void row(PrintStream out, String title, Function<Outcome, String> cell) {
    StringBuilder row = new StringBuilder("| ").append(title).append(" |");
    for (Outcome outcome : outcomes) {
      row.append(' ').append(cell.apply(outcome)).append(" |");
    }
    out.println(row);
  }

  private static String number(long value) {
    return decimal("%,d", value);
  }

  private static String seconds(Duration duration) {
    return decimal("%.2f", duration.toNanos() / 1e9);
  }

  private static String megabytes(long bytes) {
    return decimal("%,d", Math.max(0, bytes) >> 20);
  }

  private static Duration together(Outcome of) {
    return duration(of, "load").plus(duration(of, "all jobs")).plus(duration(of, "trends"));
  }

  private static Duration duration(Outcome of, String step) {
    return of.durations().getOrDefault(step, Duration.ZERO);
  }

  private static String quality(Quality quality) {
    return decimal("%.3f; ", quality.precision()) + decimal("%.3f", quality.recall());
  }

  private static String communities(Outcome of) {
    return number(of.communities()) + decimal("; %.3f", of.modularity());
  }

  private static String decimal(String format, Object value) {
    return String.format(Locale.ROOT, format, value);
  }
}
