package heliograph.policy;

import heliograph.protocol.MessagePrefix;

/** What a rule says. */
public sealed interface Verdict {
  /** The event or request is accepted. */
  Verdict ACCEPTED = new Accepted();

  /** The event or request is accepted. */
  record Accepted() implements Verdict {}

  /** Refused, and the sender is not to know (a write policy's {@code shadowReject}). */
  record Swallowed() implements Verdict {}

  /** Refused, and why. */
  record Rejected(MessagePrefix prefix, String sentence) implements Verdict {}
}
