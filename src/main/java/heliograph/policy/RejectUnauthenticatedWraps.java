package heliograph.policy;

import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;

/** Refuses gift wraps of clients that have not authenticated (NIP-59 lets a relay ask for it). */
record RejectUnauthenticatedWraps() implements EventRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_UNAUTHENTICATED_WRAPS;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    boolean wrap = event.kind() == Kinds.GIFT_WRAP || event.kind() == Kinds.EPHEMERAL_GIFT_WRAP;
    return wrap && !requester.isAuthenticated()
        ? new Verdict.Rejected(
            MessagePrefix.AUTH_REQUIRED, "gift wraps are taken from authenticated clients only")
        : Verdict.ACCEPTED;
  }
}
