package heliograph.info;

import java.util.Optional;

/** Returns the current counts, if everybody may read this relay. Thread-safe. */
@FunctionalInterface
public interface LiveCountsSource {
  Optional<LiveCounts> counts();
}
