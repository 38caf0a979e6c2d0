package heliograph.runtime;

import heliograph.analytics.Analytics;
import heliograph.analytics.GraphStore;
import heliograph.config.RelayConfig;
import heliograph.metrics.Meters;
import heliograph.trust.Reputation;
import heliograph.trust.TrustJobs;
import heliograph.trust.TrustSchedule;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Has the graph jobs run in the relay's own process. */
final class TrustChoice {
  private TrustChoice() {}

  static TrustSchedule of(
      Analytics analytics,
      Supplier<RelayConfig> config,
      Meters meters,
      Consumer<Reputation> reader) {
    GraphStore store = new GraphStore(analytics.database(), analytics.appId());
    return new TrustSchedule(
        store,
        new TrustJobs(store, config, Runtime.getRuntime().maxMemory() / 2, meters),
        config.get().trustInterval(),
        reader);
  }
}
