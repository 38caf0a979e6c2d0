package heliograph.policy;

import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;

/** Refuses kind 22242 as an EVENT: it authenticates, and must never be passed on (NIP-42). */
public record RejectAuthEvents() implements EventRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_AUTH_EVENTS;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    return event.kind() == Kinds.CLIENT_AUTHENTICATION
        ? new Verdict.Rejected(
            MessagePrefix.INVALID, "kind 22242 belongs in an AUTH message, not in an EVENT")
        : Verdict.ACCEPTED;
  }
}
