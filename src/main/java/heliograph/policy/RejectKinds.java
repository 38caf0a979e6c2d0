package heliograph.policy;

import heliograph.config.KindRanges;
import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;

/** Refuses kinds that the operator does not want, by file or by NIP-86. */
record RejectKinds(KindRanges allowed, KindRanges denied, Moderation moderation)
    implements EventRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_KINDS;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    return takes(event.kind())
        ? Verdict.ACCEPTED
        : new Verdict.Rejected(
            MessagePrefix.BLOCKED, "this relay does not take kind " + event.kind());
  }

  private boolean takes(int kind) {
    if (moderation.allowedKinds().contains(kind)) {
      return true;
    }
    return !moderation.disallowedKinds().contains(kind)
        && !denied.contains(kind)
        && (allowed.isEmpty() || allowed.contains(kind));
  }
}
