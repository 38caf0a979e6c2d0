package heliograph.config;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * The part of the configuration whose changes take effect while the relay runs.
 *
 * @param limits the limits of one client
 * @param identity how the relay presents itself
 * @param auth the authentication of clients
 * @param policy the rules besides the limits
 * @param membership the settings of membership
 * @param api the statistics and history interface
 * @param trustSeeds keys from which trust begins, 64 hex digits each
 * @param purgeUndo how long a purge of accounts can be undone
 * @param admins keys that may manage the relay (NIP-86), 64 hex digits each
 */
public record ReloadableConfig(
    Limits limits,
    RelayIdentity identity,
    AuthConfig auth,
    PolicyConfig policy,
    MembershipConfig membership,
    ApiConfig api,
    Set<String> trustSeeds,
    Duration purgeUndo,
    Set<String> admins) {
  public ReloadableConfig {
    trustSeeds = Set.copyOf(trustSeeds);
    admins = Set.copyOf(admins);
  }

  static ReloadableConfig read(ReloadableConfigReader in) {
    Limits limits = Limits.read(in);
    RelayIdentity identity = RelayIdentity.read(in);
    return new ReloadableConfig(
        limits,
        identity,
        AuthConfig.read(in, identity.url()),
        PolicyConfig.read(in),
        MembershipConfig.read(in),
        ApiConfig.read(in),
        new TreeSet<>(
            in.keys(
                "heliograph.trust.seeds",
                "Keys from which trust begins, besides those of the administrators.")),
        in.duration(
            "heliograph.purge.undo",
            "30d",
            "How long a purge of accounts can be undone; its events are in a file for that long."),
        new TreeSet<>(
            in.keys("heliograph.admin.pubkeys", "Keys that may manage the relay (NIP-86).")));
  }

  /** Returns true if no event is served to clients that have not authenticated. */
  public boolean readingTakesAuthentication() {
    return auth.mode().guardsReading() || membership.mode() == MembershipMode.BOTH;
  }
}
