package heliograph.policy;

import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.policy.WritePolicyPlugin.Decision;
import heliograph.protocol.MessagePrefix;
import java.util.Optional;

/** Asks the operator's program for the decision. Used only for proven events. */
record AskWritePolicy(WritePolicyPlugin plugin) implements EventRule {
  @Override
  public RuleName name() {
    return RuleName.ASK_WRITE_POLICY;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    Optional<PublicKey> key =
        requester.holds(event.pubkey())
            ? Optional.of(event.pubkey())
            : requester.keys().stream().findFirst();
    Decision decision = plugin.ask(event, requester.address(), key);
    return switch (decision) {
      case Decision.Accept accept -> Verdict.ACCEPTED;
      case Decision.ShadowReject swallow -> new Verdict.Swallowed();
      case Decision.Reject(String message) -> rejected(message);
    };
  }

  @Override
  public boolean mayWait() {
    return true;
  }

  /** Keeps the prefix that a program gives its message, if it is one of NIP-01's. */
  private static Verdict rejected(String message) {
    if (message.equals(WritePolicyPlugin.UNAVAILABLE)) {
      return new Verdict.Rejected(MessagePrefix.ERROR, message);
    }
    for (MessagePrefix prefix : MessagePrefix.values()) {
      String head = prefix.text("");
      if (message.startsWith(head)) {
        return new Verdict.Rejected(prefix, message.substring(head.length()));
      }
    }
    return new Verdict.Rejected(MessagePrefix.BLOCKED, message);
  }
}
