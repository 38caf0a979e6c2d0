package heliograph.policy;

import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;

/**
 * Takes events with the {@code ["-"]} tag from their authenticated author only (NIP-70). Any key
 * may authenticate beside those that have, so the author can always go on: {@code auth-required:}.
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
