package heliograph.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/** Metrics kept in memory for the command line and tests. Thread-safe. */
public final class InMemoryMeters implements Meters {
  private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
  private final Map<String, LongAccumulator> largest = new ConcurrentHashMap<>();
  private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();

  @Override
  public Counter counter(String name, String description, String... tags) {
    LongAdder adder =
        counters.computeIfAbsent(name + String.join(",", tags), key -> new LongAdder());
    return adder::add;
  }

  /** Keeps it among the gauges. */
  @Override
  public void counter(String name, String description, DoubleSupplier total) {
    gauges.put(name, total);
  }

  @Override
  public Distribution timer(String name, String description) {
    return histogram(name, description);
  }

  /** Keeps the number of values and their sum, under {@code name.count} and {@code name.sum}. */
  @Override
  public Distribution histogram(String name, String description) {
    LongAdder count = counters.computeIfAbsent(name + ".count", key -> new LongAdder());
    LongAdder sum = counters.computeIfAbsent(name + ".sum", key -> new LongAdder());
    LongAccumulator max =
        largest.computeIfAbsent(name, key -> new LongAccumulator(Math::max, Long.MIN_VALUE));
    return value -> {
      count.increment();
      sum.add(value);
      max.accumulate(value);
    };
  }

  @Override
  public void gauge(String name, String description, DoubleSupplier value) {
    gauges.put(name, value);
  }

  /** Returns the largest value of a distribution; {@code Long.MIN_VALUE} when it has none. */
  public long largest(String name) {
    LongAccumulator max = largest.get(name);
    return max == null ? Long.MIN_VALUE : max.get();
  }

  /** Returns all counters by name and tags, sorted. */
  public Map<String, Long> counters() {
    Map<String, Long> values = new TreeMap<>();
    counters.forEach((name, adder) -> values.put(name, adder.sum()));
    return values;
  }

  /** Returns the present value of a gauge; 0 when there is none of that name. */
  public double gauge(String name) {
    return gauges.getOrDefault(name, () -> 0).getAsDouble();
  }
}
