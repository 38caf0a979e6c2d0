package heliograph.statistics;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A page of rows.
 *
 * @param rows the rows, in order
 * @param next the {@link PageRequest#after} of the next page; empty if there is none
 */
public record Page<T>(List<T> rows, String next) {
  public Page {
    rows = List.copyOf(rows);
  }

  /**
   * Returns a page of rows of which one more than {@code limit} was requested.
   *
   * @param key returns the key of a row
   */
  static <T> Page<T> of(List<T> rows, int limit, Function<T, String> key) {
    return rows.size() <= limit
        ? new Page<>(rows, "")
        : new Page<>(rows.subList(0, limit), key.apply(rows.get(limit - 1)));
  }

  /** Returns {@link #next}, if there is one. */
  public Optional<String> following() {
    return next.isEmpty() ? Optional.empty() : Optional.of(next);
  }

  /** Returns this page with each row mapped. */
  <U> Page<U> map(Function<T, U> of) {
    return new Page<>(rows.stream().map(of).toList(), next);
  }
}
