package heliograph.policy;

import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;

/** Refuses content of too many Unicode characters (NIP-11 {@code max_content_length}). */
record RejectLongContent(int charactersMax) implements EventRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_LONG_CONTENT;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    if (event.contentBytes() <= charactersMax) {
      return Verdict.ACCEPTED; // there are at least as many bytes as characters
    }
    String content = event.content();
    int characters = content.codePointCount(0, content.length());
    return characters > charactersMax
        ? new Verdict.Rejected(
            MessagePrefix.INVALID,
            "content has " + characters + " characters, at most " + charactersMax)
        : Verdict.ACCEPTED;
  }
}
