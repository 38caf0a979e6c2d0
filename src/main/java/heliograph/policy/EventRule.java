package heliograph.policy;

import heliograph.event.NostrEvent;

/** One reason to refuse an event, named by its effect. Thread-safe. */
public interface EventRule {
  /** Returns the name under which metrics count the refusals of this rule. */
  RuleName name();

  /**
   * Judges a well-formed event.
   *
   * @param requester the sender
   * @param now seconds since 1970
   */
  Verdict check(NostrEvent event, Requester requester, long now);

  /** Returns true if a judgement may wait for something outside of this process. */
  default boolean mayWait() {
    return false;
  }
}
