package heliograph.api;

import heliograph.statistics.Statistics;
import java.util.Optional;

/** Where the statistics come from. */
@FunctionalInterface
public interface StatisticsSource {
  /** The statistics, unless they are switched off. */
  Optional<Statistics> statistics();
}
