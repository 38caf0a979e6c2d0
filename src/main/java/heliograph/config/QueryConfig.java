package heliograph.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Search (NIP-50), counts (NIP-45), reconciliation (NIP-77) and hints (NIP-67).
 *
 * @param search whether filters may search
 * @param searchDirectory where the search index is
 * @param hidesSpam whether searches leave out events of spam candidates
 * @param countExactMax the number of events counted one by one; a larger count is approximate
 * @param countTimeMax how long the relay works on one COUNT; beyond, it is approximate
 * @param negentropy whether clients may reconcile
 * @param recordsMax events one reconciliation may cover
 * @param recordsTotalMax events all open reconciliations may hold together
 * @param reconciliationsMax open reconciliations per connection
 * @param reconciliationIdle how long one may wait for its client
 * @param reconciliationLifetime how long one may last
 * @param eoseHints the clients that get hints with EOSE
 */
public record QueryConfig(
    boolean search,
    Path searchDirectory,
    boolean hidesSpam,
    int countExactMax,
    Duration countTimeMax,
    boolean negentropy,
    int recordsMax,
    int recordsTotalMax,
    int reconciliationsMax,
    Duration reconciliationIdle,
    Duration reconciliationLifetime,
    EoseHints eoseHints) {
  static QueryConfig read(StartupConfigReader in, Path data) {
    return new QueryConfig(
        in.flag("heliograph.search.enabled", true, "Serve search filters (NIP-50)."),
        data.resolve("search"),
        in.flag(
            "heliograph.search.hide-spam",
            true,
            "Leave out events of spam candidates, unless a search has include:spam or names"
                + " authors; needs seeds of trust."),
        in.integer(
            "heliograph.count.exact-max",
            1_000_000,
            100,
            Integer.MAX_VALUE,
            "Events that a COUNT counts one by one; a larger count is approximate."),
        in.duration(
            "heliograph.count.time-max",
            "2s",
            "How long the relay works on one COUNT, without pauses; the number counted by then is"
                + " the approximate answer."),
        in.flag("heliograph.negentropy.enabled", true, "Serve reconciliation (NIP-77)."),
        in.integer(
            "heliograph.negentropy.records-max",
            1_000_000,
            100,
            Integer.MAX_VALUE,
            "Events one reconciliation may cover."),
        in.integer(
            "heliograph.negentropy.records-total-max",
            2_000_000,
            10_000,
            Integer.MAX_VALUE,
            "Events that all open reconciliations may hold together, 40 bytes each; addresses share"
                + " them."),
        in.integer(
            "heliograph.negentropy.sessions-max",
            10,
            1,
            1_000,
            "Open reconciliations per connection."),
        in.duration(
            "heliograph.negentropy.idle", "60s", "How long a reconciliation waits for its client."),
        in.duration(
            "heliograph.negentropy.lifetime", "10m", "How long a reconciliation may last in all."),
        in.choice(
            "heliograph.eose.hints",
            EoseHints.ASKED,
            "Clients that get hints with EOSE (NIP-67): asked, clients whose filters hold"
                + " \"eose_hints\":true; always; never."));
  }
}
