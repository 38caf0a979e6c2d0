package heliograph.policy;

import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;

/** Refuses events of clients that have not authenticated, where that is required (NIP-42). */
record RejectUnauthenticatedEvents() implements EventRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_UNAUTHENTICATED_EVENTS;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    return requester.isAuthenticated()
        ? Verdict.ACCEPTED
        : new Verdict.Rejected(
            MessagePrefix.AUTH_REQUIRED, "this relay takes events from authenticated clients only");
  }
}
