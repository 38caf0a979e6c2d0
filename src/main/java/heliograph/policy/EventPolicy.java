package heliograph.policy;

import heliograph.config.Limits;
import heliograph.config.OwnUrls;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import java.util.List;
import java.util.stream.Stream;

/**
 * The rules for events, in order; the first refusal counts. Immutable except for the counts of its
 * rules.
 *
 * <pre>
 * admission     before anything else is checked: bounds the cost of judging an attacker's events
 * universal     for every event
 * restricting   who may publish what; not for requests to vanish, to join or to leave
 * proven        applied once the signature is checked, because they are costly or count by author
 * </pre>
 */
public final class EventPolicy {
  private final List<EventRule> admission;
  private final List<EventRule> universal;
  private final List<EventRule> restricting;
  private final List<EventRule> proven;
  private final Refusals refusals;
  private final boolean mayWait;

  EventPolicy(
      List<EventRule> admission,
      List<EventRule> universal,
      List<EventRule> restricting,
      List<EventRule> proven,
      Refusals refusals) {
    this.admission = List.copyOf(admission);
    this.universal = List.copyOf(universal);
    this.restricting = List.copyOf(restricting);
    this.proven = List.copyOf(proven);
    this.refusals = refusals;
    mayWait =
        Stream.of(admission, universal, restricting, proven)
            .flatMap(List::stream)
            .anyMatch(EventRule::mayWait);
  }

  /**
   * Returns true if a judgement may wait; a thread that reads messages should then not ask for one.
   */
  public boolean mayWait() {
    return mayWait;
  }

  /** Returns the limits that apply to every client's event. */
  static List<EventRule> limits(Limits limits) {
    return List.of(
        new RejectAuthEvents(),
        new RejectTooManyTags(limits.tagsMax()),
        new RejectLongContent(limits.contentCharactersMax()),
        new RejectOldEvents(limits.createdAtAgeMax()),
        new RejectFutureEvents(limits.createdAtAheadMax()),
        new RejectExpiredEvents());
  }

  /**
   * Returns the rules for events from the operator's own files: only those about events that are
   * never stored.
   */
  public static EventPolicy forImports(OwnUrls urls, Refusals refusals) {
    return new EventPolicy(
        List.of(),
        List.of(
            new RejectAuthEvents(),
            new RejectExpiredEvents(),
            new RejectForeignVanishRequests(urls)),
        List.of(),
        List.of(),
        refusals);
  }

  /** Judges whether an event, or an AUTH, may be checked at all. */
  public Verdict admit(NostrEvent event, Requester requester) {
    return first(admission, event, requester, 0);
  }

  /** Judges an event whose signature is not yet checked. */
  public Verdict check(NostrEvent event, Requester requester, long now) {
    Verdict verdict = first(universal, event, requester, now);
    boolean free =
        event.kind() == Kinds.REQUEST_TO_VANISH
            || event.kind() == Kinds.JOIN_REQUEST
            || event.kind() == Kinds.LEAVE_REQUEST;
    return free || !(verdict instanceof Verdict.Accepted)
        ? verdict
        : first(restricting, event, requester, now);
  }

  /** Judges an event that is proven to be its author's. */
  public Verdict checkProven(NostrEvent event, Requester requester, long now) {
    return proven.isEmpty() || event.kind() == Kinds.REQUEST_TO_VANISH
        ? Verdict.ACCEPTED
        : first(proven, event, requester, now);
  }

  private Verdict first(List<EventRule> rules, NostrEvent event, Requester requester, long now) {
    for (int i = 0; i < rules.size(); i++) {
      Verdict verdict = rules.get(i).check(event, requester, now);
      if (!(verdict instanceof Verdict.Accepted)) {
        refusals.event(rules.get(i).name(), event.kind());
        return verdict;
      }
    }
    return Verdict.ACCEPTED;
  }
}
