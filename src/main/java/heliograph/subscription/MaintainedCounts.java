package heliograph.subscription;

import heliograph.filter.NostrFilter;
import heliograph.policy.AddressBucket;
import heliograph.policy.CurrentPolicy;
import heliograph.store.EventStore;
import heliograph.store.StoredCount;
import java.util.List;
import java.util.Optional;

/**
 * The counts that the store keeps up to date: a COUNT reads them before it scans, and asks for one
 * after a large scan. Only filters whose events everybody may see are counted this way.
 * Thread-safe.
 */
final class MaintainedCounts {
  /**
   * The count up to which a counter is not worth keeping: a scan takes less than half a
   * millisecond.
   */
  static final int WORTH_KEEPING = 500;

  private final EventStore store;
  private final CurrentPolicy policy;
  private final ScanWorkers workers;

  MaintainedCounts(EventStore store, CurrentPolicy policy, ScanWorkers workers) {
    this.store = store;
    this.policy = policy;
    this.workers = workers;
  }

  /** Returns the count if it is maintained. */
  Optional<StoredCount> find(List<NostrFilter> filters) {
    return isEligible(filters) ? store.count(filters.getFirst()) : Optional.empty();
  }

  /** Asks the store to maintain a count if it was large. */
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
