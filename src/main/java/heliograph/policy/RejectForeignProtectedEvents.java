package heliograph.policy;

import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;

/**
 * Accepts events with the {@code ["-"]} tag only from their authenticated author (NIP-70). The
 * answer is {@code auth-required:} because a client can authenticate further keys.
 */
record RejectForeignProtectedEvents(boolean fromAuthor) implements EventRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_FOREIGN_PROTECTED_EVENTS;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    if (!event.packed().isProtected() || fromAuthor && requester.holds(event.pubkey())) {
      return Verdict.ACCEPTED;
    }
    if (!fromAuthor) {
      return new Verdict.Rejected(
          MessagePrefix.BLOCKED, "this relay does not take protected events");
    }
    return new Verdict.Rejected(
        MessagePrefix.AUTH_REQUIRED, "this event may only be published by its author");
  }
}
