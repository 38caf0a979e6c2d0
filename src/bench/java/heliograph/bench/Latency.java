package heliograph.bench;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * A distribution of latencies, in all and since it was last asked, kept to three digits. What is
 * recorded counts from when something was due, so a sender or a relay that falls behind makes every
 * later figure worse: there is no coordinated omission. Confined to one thread.
 */
final class Latency {
  /**
   * The figures of a distribution, in milliseconds; all 0 when it is empty.
   *
   * @param count how many values
   */
  record Figures(long count, double p50, double p95, double p99, double max) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "p50 %.2f  p95 %.2f  p99 %.2f  max %.2f  (n=%,d)",
          p50,
          p95,
          p99,
          max,
          count);
    }
  }

  private final Histogram all = new Histogram(3);
  private final Histogram interval = new Histogram(3);

  /** Notes one latency. */
  void record(long nanos) {
    long micros = Math.max(0, nanos / 1_000);
    all.recordValue(micros);
    interval.recordValue(micros);
  }

  /** All figures so far. */
  Figures total() {
    return figures(all);
  }

  /** The figures since the last call. */
  Figures interval() {
    Figures figures = figures(interval);
    interval.reset();
    return figures;
  }

  /** Forgets everything recorded so far. */
  void restart() {
    all.reset();
    interval.reset();
  }

  private static Figures figures(Histogram micros) {
    return new Figures(
        micros.getTotalCount(),
        micros.getValueAtPercentile(50) / 1e3,
        micros.getValueAtPercentile(95) / 1e3,
        micros.getValueAtPercentile(99) / 1e3,
        micros.getMaxValue() / 1e3);
  }
}
