package heliograph.policy;

import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;
import java.time.Duration;

/** Refuses events dated too far in the past (NIP-11 {@code created_at_lower_limit}). */
record RejectOldEvents(Duration ageMax) implements EventRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_OLD_EVENTS;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    return event.createdAt() < now - ageMax.toSeconds()
        ? new Verdict.Rejected(
            MessagePrefix.INVALID, "created_at is more than " + ageMax.toDays() + " days ago")
        : Verdict.ACCEPTED;
  }
}
