package heliograph.policy;

import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;

/** Refuses events of banned authors, and banned events (NIP-86). */
record RejectBannedAuthors(HiddenEvents hidden) implements EventRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_BANNED_AUTHORS;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    if (hidden.hidesAuthor(event.packed())) {
      return new Verdict.Rejected(MessagePrefix.BLOCKED, "this author is banned here");
    }
    return hidden.hidesId(event.packed())
        ? new Verdict.Rejected(MessagePrefix.BLOCKED, "this event is banned here")
        : Verdict.ACCEPTED;
  }
}
