package heliograph.policy;

import heliograph.config.KindRanges;
import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;

/**
 * Refuses kinds that are sent inside other events, in HTTP headers or to other servers (NIP-59,
 * NIP-57, NIP-98). Publishing one would reveal what only its receiver should have.
 */
record RejectKindsElsewhere(KindRanges kinds) implements EventRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_KINDS_ELSEWHERE;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    return kinds.contains(event.kind())
        ? new Verdict.Rejected(
            MessagePrefix.INVALID, "kind " + event.kind() + " is not to be published to relays")
        : Verdict.ACCEPTED;
  }
}
