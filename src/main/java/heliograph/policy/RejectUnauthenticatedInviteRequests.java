package heliograph.policy;

import heliograph.event.Kinds;
import heliograph.filter.NostrFilter;
import heliograph.protocol.MessagePrefix;
import java.util.List;

/**
 * Refuses clients that have not authenticated and ask for an invite code and nothing else (NIP-43):
 * codes are made for keys.
 */
record RejectUnauthenticatedInviteRequests() implements RequestRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_UNAUTHENTICATED_INVITE_REQUESTS;
  }

  @Override
  public Verdict check(List<NostrFilter> filters, Requester requester) {
    if (requester.isAuthenticated()) {
      return Verdict.ACCEPTED;
    }
    for (NostrFilter filter : filters) {
      if (filter.kinds().size() == 1 && filter.kinds().contains(Kinds.INVITE)) {
        return new Verdict.Rejected(
            MessagePrefix.AUTH_REQUIRED, "invite codes are made for authenticated keys");
      }
    }
    return Verdict.ACCEPTED;
  }
}
