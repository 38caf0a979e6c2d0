package heliograph.policy;

import heliograph.filter.NostrFilter;
import heliograph.protocol.MessagePrefix;
import java.util.List;

/** Refuses requests with more filters than allowed. */
record RejectTooManyFilters(int filtersMax) implements RequestRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_TOO_MANY_FILTERS;
  }

  @Override
  public Verdict check(List<NostrFilter> filters, Requester requester) {
    return filters.size() > filtersMax
        ? new Verdict.Rejected(
            MessagePrefix.INVALID,
            "too many filters: " + filters.size() + ", at most " + filtersMax)
        : Verdict.ACCEPTED;
  }
}
