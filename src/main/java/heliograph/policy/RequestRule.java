package heliograph.policy;

import heliograph.filter.NostrFilter;
import java.util.List;

/** One reason to refuse a REQ, COUNT or NEG-OPEN, named by its effect. Thread-safe. */
public interface RequestRule {
  /** Returns the name under which metrics count what this rule refuses. */
  RuleName name();

  /** Judges what {@code requester} asks for. */
  Verdict check(List<NostrFilter> filters, Requester requester);
}
