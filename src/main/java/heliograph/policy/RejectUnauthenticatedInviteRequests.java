package heliograph.policy;

import heliograph.event.Kinds;
import heliograph.filter.NostrFilter;
import heliograph.protocol.MessagePrefix;
import java.util.List;

/**
 * Refuses requests for only an invite code (NIP-43) from clients that have not authenticated,
 * because codes are issued to keys.
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
