package heliograph.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;

/** Refuses reposts (kinds 6 and 16) whose content is a protected event (NIP-70). */
record RejectRepostsOfProtectedEvents() implements EventRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_REPOSTS_OF_PROTECTED_EVENTS;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    boolean repost = event.kind() == Kinds.REPOST || event.kind() == Kinds.GENERIC_REPOST;
    if (!repost || event.contentBytes() == 0) {
      return Verdict.ACCEPTED;
    }
    return EventParser.parse(event.content().getBytes(UTF_8))
                instanceof EventParse.WellFormed(var embedded)
            && embedded.packed().isProtected()
        ? new Verdict.Rejected(
            MessagePrefix.BLOCKED, "a repost must not embed a protected event (NIP-70)")
        : Verdict.ACCEPTED;
  }
}
