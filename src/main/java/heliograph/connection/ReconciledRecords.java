package heliograph.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.policy.AddressBucket;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The number of events that all open reconciliations hold, by address. When there is no room, the
 * address that holds most loses reconciliations, if it holds more than the one that asks: first the
 * oldest of those that wait for their client, then others. So one address can use the whole budget
 * while no other needs it, and addresses that need it get equal shares. Thread-safe.
 */
final class ReconciledRecords {
  /** The number of events that are reserved at once. */
  static final int PART = 1_024;

  @GuardedBy("this")
  private final Map<AddressBucket, Share> shares = new HashMap<>();

  @GuardedBy("this")
  private long total;

  /** The events that one reconciliation holds. Guarded by the monitor of the records. */
  final class Holding {
    private final AddressBucket address;
    private final Runnable evicted;
    private long records;
    private boolean waits;
    private boolean ended;

    private Holding(AddressBucket address, Runnable evicted) {
      this.address = address;
      this.evicted = evicted;
    }

    /**
     * Reserves {@link #PART} more events; returns false if there is no room, or this one was
     * evicted.
     */
    boolean reserve(long totalMax) {
      synchronized (ReconciledRecords.this) {
        return !ended && take(this, totalMax);
      }
    }

    /** Sets whether it waits for its client; such reconciliations are evicted first. */
    void waits(boolean now) {
      synchronized (ReconciledRecords.this) {
        waits = now;
      }
    }

    /** Releases all events. */
    void release() {
      synchronized (ReconciledRecords.this) {
        end(this);
      }
    }
  }

  /**
   * The reconciliations of one address and the events that they hold. Guarded by the monitor of the
   * records.
   */
  private static final class Share {
    private final Set<Holding> holdings = new LinkedHashSet<>();
    private long records;
  }

  /**
   * Opens a holding without events.
   *
   * @param evicted run once if this holding is evicted; must return at once and take no locks
   */
  synchronized Holding open(InetAddress address, Runnable evicted) {
    Holding holding = new Holding(AddressBucket.of(address), evicted);
    share(holding.address).holdings.add(holding);
    return holding;
  }

  /** Returns the number of events held or reserved. */
  synchronized long total() {
    return total;
  }

  @GuardedBy("this")
  private boolean take(Holding holding, long totalMax) {
    Share own = share(holding.address);
    while (total + PART > totalMax) {
      Share fullest = own;
      for (Share share : shares.values()) {
        if (share.records > fullest.records) {
          fullest = share;
        }
      }
      if (fullest.records <= own.records + PART) {
        return false;
      }
      Holding victim = victim(fullest);
      end(victim);
      victim.evicted.run();
    }
    holding.records += PART;
    own.records += PART;
    total += PART;
    return true;
  }

  @GuardedBy("this")
  private Share share(AddressBucket address) {
    return shares.computeIfAbsent(address, any -> new Share());
  }

  private static Holding victim(Share share) {
    Holding first = share.holdings.iterator().next();
    boolean found = false;
    for (Holding holding : share.holdings) {
      if (holding.records > 0 && (holding.waits || !found)) {
        first = holding;
        found = true;
        if (holding.waits) {
          break;
        }
      }
    }
    return first;
  }

  @GuardedBy("this")
  private void end(Holding holding) {
    if (!holding.ended) {
      holding.ended = true;
      Share share = share(holding.address);
      share.records -= holding.records;
      total -= holding.records;
      share.holdings.remove(holding);
      if (share.holdings.isEmpty()) {
        shares.remove(holding.address);
      }
    }
  }
}
