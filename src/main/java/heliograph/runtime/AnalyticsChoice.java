package heliograph.runtime;

import heliograph.analytics.Analytics;
import heliograph.config.AnalyticsConfig;
import heliograph.config.DatabaseConfig;
import heliograph.config.RelayConfig;
import heliograph.database.DatabaseServer;
import heliograph.database.embedded.EmbeddedPostgres;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.metrics.Meters;
import heliograph.store.EventScan;
import heliograph.store.EventStore;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Decides which database the statistics are in. */
public final class AnalyticsChoice {
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private AnalyticsChoice() {}

  static Analytics of(RelayConfig config, EventStore store, Meters meters) {
    return new Analytics(
        config.fixed().mode(),
        config.fixed().analytics(),
        server(config.fixed().analytics()),
        store,
        (upTo, taker) -> walk(store, upTo, taker),
        config.fixed().store().bounds().feedEntriesMax(),
        Clock.systemUTC(),
        meters,
        Threads::platform);
  }

  private static void walk(EventStore store, long upTo, Consumer<NostrEvent> taker) {
    EventScan scan = store.scan(List.of(NostrFilter.EVERYTHING), Visibility.EVERYTHING, () -> upTo);
    scan.copyToEnd(taker, SLICE_NANOS);
  }

  /** The configured server, or a PostgreSQL of the relay's own. */
  public static DatabaseServer server(AnalyticsConfig config) {
    DatabaseConfig database = config.database();
    if (database.isEmbedded()) {
      return new EmbeddedPostgres(
          config.directory().resolve("postgresql"), Analytics.EMBEDDED_CONNECTIONS);
    }
    return DatabaseServer.at(
        new DatabaseServer.Address(
            database.host(),
            database.port(),
            database.name(),
            database.user(),
            database.password()));
  }
}
