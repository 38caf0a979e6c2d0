package heliograph.runtime;

import heliograph.analytics.Analytics;
import heliograph.config.AnalyticsConfig;
import heliograph.config.DatabaseConfig;
import heliograph.config.RelayConfig;
import heliograph.database.DatabaseServer;
import heliograph.database.embedded.EmbeddedPostgres;
import heliograph.metrics.Meters;
import heliograph.store.EventStore;
import java.time.Clock;

/** Builds the statistics of a relay or worker on the configured database. */
public final class AnalyticsWiring {
  private AnalyticsWiring() {}

  static Analytics of(RelayConfig config, EventStore store, Meters meters) {
    return new Analytics(
        config.fixed().mode(),
        config.fixed().analytics(),
        server(config.fixed().analytics()),
        store,
        config.fixed().store().bounds().feedEntriesMax(),
        Clock.systemUTC(),
        meters,
        Threads::platform);
  }

  /** Returns the configured server, or an embedded PostgreSQL. */
  public static DatabaseServer server(AnalyticsConfig config) {
    DatabaseConfig database = config.database();
    if (database.isEmbedded()) {
      return new EmbeddedPostgres(
          config.directory().resolve("postgresql"),
          Analytics.EMBEDDED_CONNECTIONS,
          config.embedded().port(),
          config.embedded().readerPassword());
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
