package heliograph.policy;

import heliograph.config.Limits;
import heliograph.filter.NostrFilter;
import heliograph.protocol.MessagePrefix;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules for REQ, COUNT or NEG-OPEN, and the limits that apply where a filter has none.
 * Immutable except for the counts of its rules.
 */
public final class RequestPolicy {
  /** The smallest limit that makes a page; smaller limits ask for the newest few events. */
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
   * @param open the number of others that stay open
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
   * <p>All but the last make pages, which split no second (NIP-67), so a client that continues with
   * the oldest second of a page, or the one before it, misses no event. A named id is one event, so
   * the answer to a request for many ids is no longer than the request, and the relay needs no
   * limit.
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
