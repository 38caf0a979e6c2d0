package heliograph.policy;

import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;

/** Refuses events with the {@code ["-"]} tag: only their author may publish them (NIP-70). */
record RejectProtectedEvents() implements EventRule {
  @Override
  public Verdict check(NostrEvent event, long now) {
    return event.packed().isProtected()
        ? new Verdict.Rejected(
            MessagePrefix.BLOCKED, "this relay does not accept protected events (NIP-70)")
        : Verdict.ACCEPTED;
  }
}
