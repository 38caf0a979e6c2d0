package heliograph.policy;

import heliograph.event.NostrEvent;

/** One reason to refuse an event. Thread-safe. */
@FunctionalInterface
public interface EventRule {

  /**
   * Judges a well-formed event whose signature is not yet checked.
   *
   * @param now seconds since 1970
   */
  Verdict check(NostrEvent event, long now);
}
