package heliograph.runtime;

import heliograph.analytics.Analytics;
import heliograph.api.StatisticsSource;
import heliograph.statistics.LiveStore;
import heliograph.statistics.Statistics;
import heliograph.store.StoreStatistics;
import java.time.Clock;
import java.util.Optional;

/** The statistics of a relay or worker, with the current figures of its store. Thread-safe. */
final class RelayStatistics implements StatisticsSource {
  private final Relay relay;
  private final Optional<Statistics> statistics;

  RelayStatistics(Relay relay) {
    this.relay = relay;
    statistics =
        relay.analytics().map(found -> new Statistics(found.database(), Clock.systemUTC()));
  }

  @Override
  public Optional<Statistics> statistics() {
    return statistics;
  }

  @Override
  public Optional<LiveStore> live() {
    return relay.policy().config().fixed().isWorker()
        ? Optional.empty()
        : relay.analytics().map(this::live);
  }

  private LiveStore live(Analytics analytics) {
    StoreStatistics store = relay.store().statistics();
    return new LiveStore(
        analytics.relayId(), store.events(), store.usedBytes(), analytics.isComplete());
  }
}
