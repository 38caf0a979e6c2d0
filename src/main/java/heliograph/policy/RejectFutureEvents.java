package heliograph.policy;

import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;
import java.time.Duration;

/** Refuses events dated too far in the future (NIP-11 {@code created_at_upper_limit}). */
record RejectFutureEvents(Duration aheadMax) implements EventRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_FUTURE_EVENTS;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    return event.createdAt() > now + aheadMax.toSeconds()
        ? new Verdict.Rejected(
            MessagePrefix.INVALID,
            "created_at is more than " + aheadMax.toSeconds() + " seconds in the future")
        : Verdict.ACCEPTED;
  }
}
