package heliograph.bench;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The figures of one moment; what was not noted is 0. Handed from thread to thread, not shared. */
final class Sample {
  private final Map<Figure, Double> values = new EnumMap<>(Figure.class);

  void put(Figure figure, double value) {
    values.put(figure, value);
  }

  /** Notes a latency in four figures, in the order of this list. */
  void put(List<Figure> names, Latency.Figures figures) {
    put(names.get(0), figures.p50());
    put(names.get(1), figures.p95());
    put(names.get(2), figures.p99());
    put(names.get(3), figures.max());
  }

  double get(Figure figure) {
    return values.getOrDefault(figure, 0.0);
  }

  /** The first line of a CSV file. */
  static String header() {
    return Arrays.stream(Figure.values()).map(Figure::column).collect(Collectors.joining(","));
  }

  /** A line of a CSV file. */
  String row() {
    return Arrays.stream(Figure.values())
        .map(figure -> String.format(Locale.ROOT, "%.2f", get(figure)))
        .collect(Collectors.joining(","));
  }

  /** A line for people. */
  String line() {
    long seconds = (long) get(Figure.SECONDS);
    return String.format(
        Locale.ROOT,
        "%d:%02d:%02d  %,.0f events  p95 ms: OK %.1f delivery %.1f EOSE %.1f  heap %.0f MB"
            + "  rss %.0f MB  files %.0f  threads %.0f  readers %.0f  store %.0f MB",
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60,
        get(Figure.ACCEPTED),
        get(Figure.OK_P95),
        get(Figure.DELIVERY_P95),
        get(Figure.EOSE_P95),
        get(Figure.HEAP),
        get(Figure.RESIDENT),
        get(Figure.FILES),
        get(Figure.THREADS),
        get(Figure.READERS),
        get(Figure.STORE));
  }
}
