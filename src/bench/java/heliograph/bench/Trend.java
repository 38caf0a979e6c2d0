package heliograph.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The verdict on a long run: the median of each figure in its first quarter against that in its
 * last.
 *
 * <p>Moments at which the relay was younger than half a minute are left out, as a Java process
 * settles in by then: where there were kills, both quarters then hold relays of all ages alike. The
 * store is judged by what it grew for each byte of events accepted, in the last quarter against the
 * first. Latencies are shown only: they depend on the machine as much as on the relay.
 */
final class Trend {
  private static final double AGE_MIN = 30;
  private static final int SAMPLES_MIN = 8;

  /** Growth of the store for a byte accepted may be this much larger at the end. */
  private static final double GROWTH_FACTOR = 1.5;

  /** So many bytes for a byte pass in any case: pages are taken before they are full. */
  private static final double GROWTH_FREE = 3;

  private final List<String> lines = new ArrayList<>();
  private boolean growing;
  private boolean judged;

  private Trend() {}

  /** Judges. */
  static Trend of(List<Sample> samples) {
    Trend trend = new Trend();
    List<Sample> settled =
        samples.stream().filter(sample -> sample.get(Figure.AGE) >= AGE_MIN).toList();
    if (settled.size() < SAMPLES_MIN) {
      trend.lines.add(
          "no verdict on growth: %d samples of a relay half a minute old, %d are needed"
              .formatted(settled.size(), SAMPLES_MIN));
      return trend;
    }
    trend.judged = true;
    int quarter = settled.size() / 4;
    List<Sample> first = settled.subList(0, quarter);
    List<Sample> last = settled.subList(settled.size() - quarter, settled.size());
    trend.lines.add(String.format("%-28s %12s %12s", "median of", "first 1/4", "last 1/4"));
    for (Figure figure : Figure.values()) {
      if (figure.compareTo(Figure.AGE) > 0) {
        trend.judge(figure, first, last);
      }
    }
    return trend;
  }

  private void judge(Figure figure, List<Sample> first, List<Sample> last) {
    double from = median(figure, first);
    double to = median(figure, last);
    String verdict =
        switch (figure.rule()) {
          case SHOWN -> "";
          case FLAT -> {
            boolean grows = figure.grows(from, to);
            growing |= grows;
            yield (grows ? "GROWING" : "flat") + " (tolerance " + figure.tolerance() + ")";
          }
          case EXPLAINED -> explained(first, last);
        };
    lines.add(
        String.format(Locale.ROOT, "%-28s %,12.1f %,12.1f  %s", figure.label(), from, to, verdict)
            .stripTrailing());
  }

  private String explained(List<Sample> first, List<Sample> last) {
    double early = growth(first);
    double late = growth(last);
    boolean grows = late > Math.max(GROWTH_FACTOR * early, GROWTH_FREE);
    growing |= grows;
    return String.format(
        Locale.ROOT,
        "%s (%.2f bytes for a byte accepted, then %.2f)",
        grows ? "GROWING" : "explained",
        early,
        late);
  }

  private static double growth(List<Sample> quarter) {
    Sample from = quarter.getFirst();
    Sample to = quarter.getLast();
    double accepted = to.get(Figure.ACCEPTED_MB) - from.get(Figure.ACCEPTED_MB);
    double grown = to.get(Figure.STORE) - from.get(Figure.STORE);
    return accepted > 0 ? grown / accepted : grown > 1 ? Double.POSITIVE_INFINITY : 0;
  }

  private static double median(Figure figure, List<Sample> samples) {
    double[] values = samples.stream().mapToDouble(sample -> sample.get(figure)).sorted().toArray();
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }

  /** Whether something grows that must not. */
  boolean isGrowing() {
    return growing;
  }

  /** Whether there was enough to judge by. */
  boolean isJudged() {
    return judged;
  }

  /** The table, or why there is none. */
  List<String> lines() {
    return List.copyOf(lines);
  }
}
