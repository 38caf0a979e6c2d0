package heliograph.subscription;

import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.policy.Requester;
import java.util.List;

/** Events that the relay makes for the one who asks and stores nowhere (NIP-43). Thread-safe. */
@FunctionalInterface
public interface MadeEvents {
  /** Where nothing is made. */
  MadeEvents NONE = (filters, requester) -> List.of();

  /** What is made for this request; mostly nothing. */
  List<NostrEvent> forRequest(List<NostrFilter> filters, Requester requester);
}
