package heliograph.policy;

import heliograph.filter.NostrFilter;
import heliograph.protocol.MessagePrefix;
import java.util.List;

/** Refuses filters that name neither ids nor kinds. */
record RejectFiltersWithoutKinds() implements RequestRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_FILTERS_WITHOUT_KINDS;
  }

  @Override
  public Verdict check(List<NostrFilter> filters, Requester requester) {
    for (NostrFilter filter : filters) {
      if (filter.kinds().isAll() && filter.ids().isAll()) {
        return new Verdict.Rejected(
            MessagePrefix.BLOCKED, "filters must name ids or kinds on this relay");
      }
    }
    return Verdict.ACCEPTED;
  }
}
