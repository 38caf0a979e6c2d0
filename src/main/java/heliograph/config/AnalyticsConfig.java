package heliograph.config;

import java.nio.file.Path;

/**
 * The statistics in PostgreSQL.
 *
 * @param enabled whether statistics are kept
 * @param directory the folder of the embedded database and the files beside it
 * @param database the settings of the database
 * @param embedded how other programs reach the embedded database
 * @param addresses how much of a client's address is kept
 * @param salt the salt of hashed addresses; empty for one that the relay creates and keeps in a
 *     file
 * @param requestLogMax the maximum number of requests, refusals and connections that wait to be
 *     counted
 * @param retention how long rows are kept
 */
public record AnalyticsConfig(
    boolean enabled,
    Path directory,
    DatabaseConfig database,
    EmbeddedDatabaseConfig embedded,
    AddressHandling addresses,
    String salt,
    int requestLogMax,
    Retention retention) {

  static AnalyticsConfig read(StartupConfigReader in, Path data) {
    return new AnalyticsConfig(
        in.flag(
            "heliograph.analytics.enabled",
            true,
            "Keep statistics in PostgreSQL: the embedded one, unless another is named."),
        data.resolve("analytics"),
        DatabaseConfig.read(in),
        EmbeddedDatabaseConfig.read(in),
        in.choice(
            "heliograph.analytics.addresses",
            AddressHandling.HASHED,
            "What is kept of IP addresses: full, truncated (/24 and /48) or hashed."),
        in.text(
            "heliograph.analytics.address-salt",
            "",
            "Salt of hashed addresses; empty for one made at the first start."),
        in.integer(
            "heliograph.analytics.request-log-max",
            65_536,
            16,
            16_777_216,
            "Requests, refusals and connections waiting to be counted; further ones are dropped."),
        Retention.read(in));
  }
}
