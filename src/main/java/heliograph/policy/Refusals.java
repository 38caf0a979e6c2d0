package heliograph.policy;

import heliograph.metrics.Meters;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts refusals by verb, rule and kind. The number of kinds with their own figure is bounded:
 * further kinds are counted under {@code other}. Thread-safe.
 */
public final class Refusals {
  private static final int FIGURES_MAX = 1_000;

  private record Figure(String verb, RuleName rule, String kind) {}

  private final Meters meters;
  private final Map<Figure, Meters.Counter> counters = new ConcurrentHashMap<>();

  public Refusals(Meters meters) {
    this.meters = meters;
  }

  /** Counts a refused event. */
  public void event(RuleName rule, int kind) {
    count("EVENT", rule, Integer.toString(kind));
  }

  /** Counts a refused request. */
  public void request(String verb, RuleName rule) {
    count(verb, rule, "");
  }

  private void count(String verb, RuleName rule, String kind) {
    Figure figure = new Figure(verb, rule, kind);
    if (!counters.containsKey(figure) && counters.size() >= FIGURES_MAX) {
      figure = new Figure(verb, rule, kind.isEmpty() ? "" : "other");
    }
    counters.computeIfAbsent(figure, this::counter).increment();
  }

  private Meters.Counter counter(Figure figure) {
    return meters.counter(
        "heliograph_refusals_total",
        "Refusals by verb, rule and kind",
        "verb",
        figure.verb,
        "rule",
        figure.rule.label(),
        "kind",
        figure.kind.isEmpty() ? "none" : figure.kind);
  }
}
