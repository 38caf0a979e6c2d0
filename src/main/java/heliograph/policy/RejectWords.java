package heliograph.policy;

import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;
import java.util.List;
import java.util.Locale;

/** Refuses content that holds one of the denied words, whatever its case. */
record RejectWords(List<String> lowerCaseWords) implements EventRule {
  RejectWords {
    lowerCaseWords = List.copyOf(lowerCaseWords);
  }

  @Override
  public RuleName name() {
    return RuleName.REJECT_WORDS;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    String content = event.content().toLowerCase(Locale.ROOT);
    for (String word : lowerCaseWords) {
      if (content.contains(word)) {
        return new Verdict.Rejected(
            MessagePrefix.BLOCKED, "this relay does not take content like this");
      }
    }
    return Verdict.ACCEPTED;
  }
}
