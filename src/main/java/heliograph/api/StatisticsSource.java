package heliograph.api;

import heliograph.statistics.LiveStore;
import heliograph.statistics.Statistics;
import java.util.Optional;

/** The source of statistics. */
public interface StatisticsSource {
  /** Returns the statistics, unless they are switched off. */
  Optional<Statistics> statistics();

  /** Returns the current figures of this relay's store; empty in a process without one. */
  Optional<LiveStore> live();
}
