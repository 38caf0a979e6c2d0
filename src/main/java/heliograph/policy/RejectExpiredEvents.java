package heliograph.policy;

import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;

/** Refuses events that have expired (NIP-40). */
public record RejectExpiredEvents() implements EventRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_EXPIRED_EVENTS;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    return event.packed().isExpired(now)
        ? new Verdict.Rejected(MessagePrefix.INVALID, "the event has expired")
        : Verdict.ACCEPTED;
  }
}
