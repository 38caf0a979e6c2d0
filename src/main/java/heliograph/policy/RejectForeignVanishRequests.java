package heliograph.policy;

import heliograph.config.OwnUrls;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.Tags;
import heliograph.protocol.MessagePrefix;

/**
 * Refuses requests to vanish that name only other relays (NIP-62); the rest are for this relay, and
 * are applied.
 */
public record RejectForeignVanishRequests(OwnUrls urls) implements EventRule {
  private static final String EVERY_RELAY = "ALL_RELAYS";

  @Override
  public RuleName name() {
    return RuleName.REJECT_FOREIGN_VANISH_REQUESTS;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    if (event.kind() != Kinds.REQUEST_TO_VANISH) {
      return Verdict.ACCEPTED;
    }
    for (String relay : Tags.of(event).values("relay")) {
      if (relay.equals(EVERY_RELAY) || urls.names(relay, requester.requestedAuthority())) {
        return Verdict.ACCEPTED;
      }
    }
    return new Verdict.Rejected(
        MessagePrefix.INVALID, "no relay tag names this relay or ALL_RELAYS (NIP-62)");
  }
}
