package heliograph.policy;

import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;

/**
 * Accepts events of listed authors, and all events from clients that have authenticated with a
 * listed key, since gift wraps are signed by keys that nobody can list.
 */
record RejectNonMembers(Members members) implements EventRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_NON_MEMBERS;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    if (members.contains(event.pubkey()) || members.containsAny(requester.keys())) {
      return Verdict.ACCEPTED;
    }
    return new Verdict.Rejected(
        requester.isAuthenticated() ? MessagePrefix.RESTRICTED : MessagePrefix.AUTH_REQUIRED,
        "only members may publish here");
  }
}
