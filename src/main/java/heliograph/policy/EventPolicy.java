package heliograph.policy;

import heliograph.config.Limits;
import heliograph.event.NostrEvent;
import java.util.List;

/** An ordered list of rules; the first refusal counts. Thread-safe. */
public final class EventPolicy {
  private final List<EventRule> rules;

  public EventPolicy(List<EventRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** What clients that publish are held to. */
  public static EventPolicy forClients(Limits limits) {
    return new EventPolicy(
        List.of(
            new RejectAuthEvents(),
            new RejectTooManyTags(limits.tagsMax()),
            new RejectLongContent(limits.contentCharactersMax()),
            new RejectOldEvents(limits.createdAtAgeMax()),
            new RejectFutureEvents(limits.createdAtAheadMax()),
            new RejectExpiredEvents(),
            new RejectProtectedEvents()));
  }

  /** What holds for events from the operator's own files: no limits, only what is never stored. */
  public static EventPolicy forImports() {
    return new EventPolicy(List.of(new RejectAuthEvents(), new RejectExpiredEvents()));
  }

  /** The first refusal, or acceptance. */
  public Verdict check(NostrEvent event, long now) {
    for (int i = 0; i < rules.size(); i++) {
      Verdict verdict = rules.get(i).check(event, now);
      if (verdict instanceof Verdict.Rejected) {
        return verdict;
      }
    }
    return Verdict.ACCEPTED;
  }
}
