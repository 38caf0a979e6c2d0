package heliograph.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What came of an {@link ApiRun}. Confined to one thread. */
final class ApiReport {
  private static final int FAULTS_KEPT = 5;

  private final Map<String, Latency> latencies = new TreeMap<>();
  private final Latency all = new Latency();
  private final List<String> faults = new ArrayList<>();
  private long failed;
  private long characters;
  private long nanos;

  void answered(String name, long latencyNanos, int length) {
    latencies.computeIfAbsent(name, unused -> new Latency()).record(latencyNanos);
    all.record(latencyNanos);
    characters += length;
  }

  void failed(String fault) {
    failed++;
    if (faults.size() < FAULTS_KEPT) {
      faults.add(fault);
    }
  }

  void tookNanos(long nanos) {
    this.nanos = nanos;
  }

  /** Questions that are over. */
  long count() {
    return all.total().count() + failed;
  }

  /** The latencies of all resources together. */
  Latency.Figures total() {
    return all.total();
  }

  /** Whether every question was answered with 200. */
  boolean isFaultless() {
    return failed == 0;
  }

  /** The figures, a resource a line, all together last. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    latencies.forEach((name, latency) ->
        lines.add(String.format(Locale.ROOT, "%-28s %s", name, latency.total())));
    lines.add(String.format(Locale.ROOT, "%-28s %s", "all, ms", all.total()));
    lines.add(
        String.format(
            Locale.ROOT,
            "%,.1f answers/s, %,d characters an answer, %d failed",
            all.total().count() / (nanos / 1e9),
            characters / Math.max(1, all.total().count()),
            failed));
    faults.forEach(fault -> lines.add("fault: " + fault));
    return lines;
  }
}
