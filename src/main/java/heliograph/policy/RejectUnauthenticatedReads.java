package heliograph.policy;

import heliograph.filter.NostrFilter;
import heliograph.protocol.MessagePrefix;
import java.util.List;

/** Refuses requests of clients that have not authenticated, where that is required (NIP-42). */
record RejectUnauthenticatedReads() implements RequestRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_UNAUTHENTICATED_READS;
  }

  @Override
  public Verdict check(List<NostrFilter> filters, Requester requester) {
    return requester.isAuthenticated()
        ? Verdict.ACCEPTED
        : new Verdict.Rejected(
            MessagePrefix.AUTH_REQUIRED, "this relay serves authenticated clients only");
  }
}
