package heliograph.policy;

import heliograph.filter.NostrFilter;
import java.util.List;

/** One reason to refuse a REQ, COUNT or NEG-OPEN, named by its effect. Thread-safe. */
public interface RequestRule {
  /** Returns the name under which metrics count the refusals of this rule. */
  RuleName name();

  /** Judges the filters of a request of {@code requester}. */
  Verdict check(List<NostrFilter> filters, Requester requester);
}
