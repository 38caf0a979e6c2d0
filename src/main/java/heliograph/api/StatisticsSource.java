package heliograph.api;

import heliograph.statistics.LiveStore;
import heliograph.statistics.Statistics;
import java.util.Optional;

/** Where the statistics come from. */
public interface StatisticsSource {
  /** The statistics, unless they are switched off. */
  Optional<Statistics> statistics();

  /** Returns this relay's store as it is now; empty in a process without one. */
  Optional<LiveStore> live();
}
