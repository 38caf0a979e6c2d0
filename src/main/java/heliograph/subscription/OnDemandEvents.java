package heliograph.subscription;

import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.policy.Requester;
import java.util.List;

/**
 * Events that the relay signs on demand for one client and does not store (NIP-43). Thread-safe.
 */
@FunctionalInterface
public interface OnDemandEvents {
  /** The source of a relay that signs no events on demand. */
  OnDemandEvents NONE = (filters, requester) -> List.of();

  /** Returns the events for this request; nearly always none. */
  List<NostrEvent> forRequest(List<NostrFilter> filters, Requester requester);
}
