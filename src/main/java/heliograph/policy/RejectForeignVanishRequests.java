package heliograph.policy;

import heliograph.config.OwnUrls;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;
import java.util.List;

/**
 * Refuses requests to vanish that name other relays: what gets past is for this one, and is obeyed
 * (NIP-62).
 */
public record RejectForeignVanishRequests(OwnUrls urls) implements EventRule {
  private static final String EVERY_RELAY = "ALL_RELAYS";

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    if (event.kind() != Kinds.REQUEST_TO_VANISH) {
      return Verdict.ACCEPTED;
    }
    for (List<String> tag : event.tags()) {
      if (tag.size() >= 2
          && tag.getFirst().equals("relay")
          && (tag.get(1).equals(EVERY_RELAY) || urls.names(tag.get(1), requester.calledAs()))) {
        return Verdict.ACCEPTED;
      }
    }
    return new Verdict.Rejected(
        MessagePrefix.INVALID, "no relay tag names this relay or ALL_RELAYS (NIP-62)");
  }
}
