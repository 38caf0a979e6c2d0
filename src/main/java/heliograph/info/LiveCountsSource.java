package heliograph.info;

import java.util.Optional;

/** Tells the counts of the moment, where everybody may read here. Thread-safe. */
@FunctionalInterface
public interface LiveCountsSource {
  Optional<LiveCounts> counts();
}
