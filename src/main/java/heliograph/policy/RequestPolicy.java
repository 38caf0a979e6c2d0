package heliograph.policy;

import heliograph.config.Limits;
import heliograph.filter.NostrFilter;
import heliograph.protocol.MessagePrefix;
import java.util.ArrayList;
import java.util.List;

/** What a REQ or COUNT may ask for, and the limits that apply where it names none. Thread-safe. */
public final class RequestPolicy {
  private final Limits limits;

  public RequestPolicy(Limits limits) {
    this.limits = limits;
  }

  /** Judges the filters of a REQ or COUNT. */
  public Verdict check(List<NostrFilter> filters) {
    return filters.size() > limits.filtersMax()
        ? new Verdict.Rejected(
            MessagePrefix.INVALID,
            "too many filters: " + filters.size() + ", at most " + limits.filtersMax())
        : Verdict.ACCEPTED;
  }

  /**
   * Judges one more open subscription.
   *
   * @param open those that stay open beside it
   */
  public Verdict checkSubscriptions(int open) {
    return open >= limits.subscriptionsMax()
        ? new Verdict.Rejected(
            MessagePrefix.RATE_LIMITED,
            "too many open subscriptions, at most " + limits.subscriptionsMax())
        : Verdict.ACCEPTED;
  }

  /** The filters with the limit each is served with: named, clamped, or the default. */
  public List<NostrFilter> limited(List<NostrFilter> filters) {
    List<NostrFilter> limited = new ArrayList<>(filters.size());
    for (NostrFilter filter : filters) {
      int limit = filter.namedLimit().orElse(limits.limitDefault());
      limited.add(filter.withLimit(Math.min(limit, limits.limitMax())));
    }
    return limited;
  }
}
