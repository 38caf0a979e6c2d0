package heliograph.policy;

import heliograph.filter.NostrFilter;
import java.util.List;

/** One reason to refuse a REQ, COUNT or NEG-OPEN, named by its effect. Thread-safe. */
@FunctionalInterface
public interface RequestRule {
  /** Judges what {@code requester} asks for. */
  Verdict check(List<NostrFilter> filters, Requester requester);
}
