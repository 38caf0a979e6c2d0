package heliograph.policy;

import heliograph.config.KindRanges;
import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;

/** Refuses app data (NIP-78) from clients that have not authenticated. */
record RejectUnauthenticatedAppData(KindRanges kinds) implements EventRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_UNAUTHENTICATED_APP_DATA;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    return kinds.contains(event.kind()) && !requester.isAuthenticated()
        ? new Verdict.Rejected(
            MessagePrefix.AUTH_REQUIRED, "app data is taken from authenticated clients only")
        : Verdict.ACCEPTED;
  }
}
