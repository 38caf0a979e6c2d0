package heliograph.policy;

import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;

/** Refuses events with more tags than allowed (NIP-11 {@code max_event_tags}). */
record RejectTooManyTags(int tagsMax) implements EventRule {
  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    int tags = event.packed().tagCount();
    return tags > tagsMax
        ? new Verdict.Rejected(
            MessagePrefix.INVALID, "the event has " + tags + " tags, at most " + tagsMax)
        : Verdict.ACCEPTED;
  }
}
