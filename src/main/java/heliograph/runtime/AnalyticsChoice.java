package heliograph.runtime;

import heliograph.analytics.Analytics;
import heliograph.analytics.DatabaseServer;
import heliograph.analytics.embedded.EmbeddedPostgres;
import heliograph.config.AnalyticsConfig;
import heliograph.config.DatabaseConfig;
import heliograph.metrics.Meters;
import java.time.Clock;

/** Decides which database the statistics are in. */
final class AnalyticsChoice {
  private AnalyticsChoice() {}

  static Analytics of(AnalyticsConfig config, Meters meters) {
    return new Analytics(config, server(config), Clock.systemUTC(), meters, Threads::platform);
  }

  /** The configured server, or a PostgreSQL of the relay's own. */
  private static DatabaseServer server(AnalyticsConfig config) {
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
