package heliograph.policy;

import heliograph.protocol.MessagePrefix;

/** The verdict of a rule. */
public sealed interface Verdict {
  /** The event or request is accepted. */
  Verdict ACCEPTED = new Accepted();

  /** The event or request is accepted. */
  record Accepted() implements Verdict {}

  /**
   * The event is refused, and its sender is told that it was accepted (a write policy's {@code
   * shadowReject}).
   */
  record Swallowed() implements Verdict {}

  /** The event or request is refused. */
  record Rejected(MessagePrefix prefix, String sentence) implements Verdict {}
}
