package heliograph.runtime;

import heliograph.analytics.Analytics;
import heliograph.config.AssertionConfig;
import heliograph.config.MemoryBudget;
import heliograph.config.RelayConfig;
import heliograph.crypto.RelayKey;
import heliograph.crypto.Schnorr;
import heliograph.ingest.Ingest;
import heliograph.metrics.Meters;
import heliograph.policy.CurrentPolicy;
import heliograph.store.EventStore;
import heliograph.trust.AssertionStore;
import heliograph.trust.Assertions;
import heliograph.trust.FeedProgress;
import heliograph.trust.GraphTables;
import heliograph.trust.Reputation;
import heliograph.trust.TrustJobs;
import heliograph.trust.TrustSchedule;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Builds the schedule of the graph jobs: for a relay on one thread and in the heap that the memory
 * budget leaves, for a worker on all cores and in three quarters of the heap.
 */
final class TrustWiring {
  private TrustWiring() {}

  static TrustSchedule of(
      Analytics analytics,
      Supplier<RelayConfig> config,
      Meters meters,
      Consumer<Reputation> reader,
      @Nullable Assertions assertions) {
    GraphTables store = new GraphTables(analytics.database(), analytics.relayId());
    MemoryBudget budget = Configuration.budget(config.get());
    TrustJobs jobs =
        config.get().fixed().isWorker()
            ? new TrustJobs(
                store,
                config,
                budget.heap() / 4 * 3,
                Runtime.getRuntime().availableProcessors(),
                meters)
            : new TrustJobs(store, config, budget.forJobs(), 1, meters);
    return new TrustSchedule(
        store,
        feed(analytics, config.get()),
        jobs,
        config.get().fixed().trustInterval(),
        reader,
        assertions);
  }

  /**
   * Returns the progress of the feed. A worker has no changes of its own; the relays record their
   * progress in the database.
   */
  private static FeedProgress feed(Analytics analytics, RelayConfig config) {
    if (config.fixed().isWorker()) {
      return FeedProgress.NOTHING;
    }
    return new FeedProgress() {
      @Override
      public long newest() {
        return analytics.newest();
      }

      @Override
      public long written() {
        return analytics.written();
      }
    };
  }

  /** Builds the publisher of assertions; returns null if they are switched off. */
  static @Nullable Assertions assertions(
      Analytics analytics,
      CurrentPolicy policy,
      EventStore store,
      Ingest ingest,
      Schnorr schnorr,
      Meters meters) {
    AssertionConfig config = policy.config().fixed().assertions();
    if (!config.enabled() || policy.config().fixed().isWorker()) {
      return null; // a worker has no store, so the relays publish its results
    }
    return new Assertions(
        new AssertionStore(analytics.database()),
        RelayKey.of(config.keyFile(), schnorr),
        ingest,
        store::contains,
        () -> policy.config().live().identity().name(),
        config.subjectsMax(),
        Clock.systemUTC(),
        meters);
  }
}
