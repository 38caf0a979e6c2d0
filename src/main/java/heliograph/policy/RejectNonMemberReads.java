package heliograph.policy;

import heliograph.filter.NostrFilter;
import heliograph.protocol.MessagePrefix;
import java.util.List;

/** Serves members only (NIP-43). */
record RejectNonMemberReads(Members members) implements RequestRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_NON_MEMBER_READS;
  }

  @Override
  public Verdict check(List<NostrFilter> filters, Requester requester) {
    if (members.containsAny(requester.keys())) {
      return Verdict.ACCEPTED;
    }
    return new Verdict.Rejected(
        requester.isAuthenticated() ? MessagePrefix.RESTRICTED : MessagePrefix.AUTH_REQUIRED,
        "this relay serves its members only");
  }
}
