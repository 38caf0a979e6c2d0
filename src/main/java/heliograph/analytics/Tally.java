package heliograph.analytics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Sums by key, which are added to rows. Confined to one thread. */
final class Tally<K> {
  private final Map<K, long[]> sums = new HashMap<>();
  private final int figures;

  /** Creates a tally of a number of figures for each key. */
  Tally(int figures) {
    this.figures = figures;
  }

  void add(K key, int figure, long number) {
    sums.computeIfAbsent(key, k -> new long[figures])[figure] += number;
  }

  /** Keeps the largest value of a figure of {@code key}. */
  void latest(K key, int figure, long at) {
    long[] row = sums.computeIfAbsent(key, k -> new long[figures]);
    row[figure] = Math.max(row[figure], at);
  }

  int size() {
    return sums.size();
  }

  boolean isEmpty() {
    return sums.isEmpty();
  }

  /** Returns one part of every key, in the order of all columns of this tally. */
  <T> List<T> keys(Function<K, T> part) {
    List<T> column = new ArrayList<>(sums.size());
    sums.keySet().forEach(key -> column.add(part.apply(key)));
    return column;
  }

  /** Returns one figure of every key, in the order of {@link #keys}. */
  List<Long> figure(int figure) {
    List<Long> column = new ArrayList<>(sums.size());
    sums.values().forEach(row -> column.add(row[figure]));
    return column;
  }
}
