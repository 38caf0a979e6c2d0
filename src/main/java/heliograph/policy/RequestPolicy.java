package heliograph.policy;

import heliograph.config.Limits;
import heliograph.filter.NostrFilter;
import heliograph.protocol.MessagePrefix;
import java.util.ArrayList;
import java.util.List;

/**
 * What a REQ, COUNT or NEG-OPEN may ask for, and the limits that apply where it names none.
 * Immutable but for what its rules count.
 */
public final class RequestPolicy {
  /** Limits below ask for the newest few, not for a page to go on from. */
  static final int PAGE_MIN = 10;

  private final Limits limits;
  private final List<RequestRule> rules;
  private final Refusals refusals;
  private final String verb;

  RequestPolicy(String verb, Limits limits, List<RequestRule> rules, Refusals refusals) {
    this.verb = verb;
    this.limits = limits;
    this.rules = List.copyOf(rules);
    this.refusals = refusals;
  }

  /** Judges the filters of a request. */
  public Verdict check(List<NostrFilter> filters, Requester requester) {
    for (int i = 0; i < rules.size(); i++) {
      Verdict verdict = rules.get(i).check(filters, requester);
      if (verdict instanceof Verdict.Rejected) {
        refusals.request(verb, rules.get(i).name());
        return verdict;
      }
    }
    return Verdict.ACCEPTED;
  }

  /**
   * Judges one more open subscription.
   *
   * @param open those that stay open beside it
   */
  public Verdict checkSubscriptions(int open) {
    if (open < limits.subscriptionsMax()) {
      return Verdict.ACCEPTED;
    }
    refusals.request(verb, RuleName.TOO_MANY_SUBSCRIPTIONS);
    return new Verdict.Rejected(
        MessagePrefix.RATE_LIMITED,
        "too many open subscriptions, at most " + limits.subscriptionsMax());
  }

  /**
   * Returns the filters with the limit each is served with.
   *
   * <pre>
   * the client names none              the default, or as many as it names ids
   * it names more than the maximum     the maximum, or as many as it names ids
   * it names {@value #PAGE_MIN} or more              that; a page
   * it names fewer                     that, to the event
   * </pre>
   *
   * <p>All but the last make pages, which split no second (NIP-67): who goes on with the oldest
   * second of a page, or with the one before it, loses nothing. A named id is one event, so a
   * request for many of them is as long as its answer and needs no limit of the relay's.
   */
  public List<NostrFilter> limited(List<NostrFilter> filters) {
    List<NostrFilter> limited = new ArrayList<>(filters.size());
    for (NostrFilter filter : filters) {
      limited.add(limited(filter));
    }
    return limited;
  }

  private NostrFilter limited(NostrFilter filter) {
    int named = filter.namedLimit().orElse(-1);
    if (named >= 0 && named < Math.min(PAGE_MIN, limits.limitMax())) {
      return filter.withLimit(named);
    }
    int ids = filter.ids().isAll() ? 0 : filter.ids().size();
    if (named < 0) {
      return filter.withPage(Math.max(limits.limitDefault(), ids));
    }
    return filter.withPage(Math.min(named, Math.max(limits.limitMax(), ids)));
  }
}
