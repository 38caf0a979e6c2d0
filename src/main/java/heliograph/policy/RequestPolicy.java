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
        refusals.request(verb, rules.get(i).getClass().getSimpleName());
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
    refusals.request(verb, "TooManySubscriptions");
    return new Verdict.Rejected(
        MessagePrefix.RATE_LIMITED,
        "too many open subscriptions, at most " + limits.subscriptionsMax());
  }

  /**
   * The filters with the limit each is served with: named, clamped, or the default. A limit of the
   * relay's own does not split a second (NIP-67).
   */
  public List<NostrFilter> limited(List<NostrFilter> filters) {
    List<NostrFilter> limited = new ArrayList<>(filters.size());
    for (NostrFilter filter : filters) {
      int limit = filter.namedLimit().orElse(-1);
      limited.add(
          limit >= 0 && limit <= limits.limitMax()
              ? filter.withLimit(limit)
              : filter.withCap(limit < 0 ? limits.limitDefault() : limits.limitMax()));
    }
    return limited;
  }
}
