package heliograph.subscription;

import heliograph.filter.NostrFilter;
import heliograph.policy.AddressBucket;
import heliograph.policy.CurrentPolicy;
import heliograph.store.EventStore;
import heliograph.store.StoredCount;
import java.util.List;
import java.util.Optional;

/**
 * The counts that the store keeps up to date: read before a COUNT is scanned for, asked for after a
 * large one was. A filter takes part only where everybody sees the same. Thread-safe.
 */
final class MaintainedCounts {
  /** Up to here, a scan takes less than half a millisecond. */
  static final int WORTH_KEEPING = 500;

  private final EventStore store;
  private final CurrentPolicy policy;
  private final ScanWorkers workers;

  MaintainedCounts(EventStore store, CurrentPolicy policy, ScanWorkers workers) {
    this.store = store;
    this.policy = policy;
    this.workers = workers;
  }

  /** Returns the answer, where it is known. */
  Optional<StoredCount> find(List<NostrFilter> filters) {
    return isEligible(filters) ? store.count(filters.getFirst()) : Optional.empty();
  }

  /** Sees to it that a count which was large is known next time. */
  void counted(List<NostrFilter> filters, long count, Outlet outlet, AddressBucket address) {
    if (count > WORTH_KEEPING && isEligible(filters)) {
      store.maintain(
          filters.getFirst(), walk -> workers.submit(new CounterTask(walk, outlet, address)));
    }
  }

  private boolean isEligible(List<NostrFilter> filters) {
    return filters.size() == 1 && policy.hidesNone(filters.getFirst().kinds());
  }
}
