package heliograph.analytics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Sums by key, for rows that are added to. Confined to one thread. */
final class Tally<K> {
  private final Map<K, long[]> sums = new HashMap<>();
  private final int figures;

  /** Of so many figures for each key. */
  Tally(int figures) {
    this.figures = figures;
  }

  void add(K key, int figure, long number) {
    sums.computeIfAbsent(key, k -> new long[figures])[figure] += number;
  }

  /** Keeps the largest. */
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

  /** One part of every key, in an order that all columns of this tally share. */
  <T> List<T> keys(Function<K, T> part) {
    List<T> column = new ArrayList<>(sums.size());
    sums.keySet().forEach(key -> column.add(part.apply(key)));
    return column;
  }

  /** One figure of every key, in the same order. */
  List<Long> figure(int figure) {
    List<Long> column = new ArrayList<>(sums.size());
    sums.values().forEach(row -> column.add(row[figure]));
    return column;
  }
}
