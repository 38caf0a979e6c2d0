package heliograph.policy;

import heliograph.metrics.Meters;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of one kind that all clients may hold together, like parts of messages that have come.
 *
 * <pre>
 * account   what one connection holds. The first FREE bytes are not charged, and the rest in steps, so
 *           that a client who holds little touches no shared counter
 * address   the sum of its accounts; one without charges takes no room
 * all       the sum of everything charged
 *
 * over half of the budget   an address over its share loses its largest account
 * over the budget           the fullest address loses its largest account, until the rest fits
 * </pre>
 *
 * <p>So what is lost is never a small holder's where another address holds more. Whoever loses an
 * account learns it through its {@link Holder}, who ends the connection. What is held beyond the
 * budget is at most what connections take in the moment of an eviction. Thread-safe.
 */
public final class ByteBudget {
  /** Bytes of each account that are not charged. */
  public static final int FREE = 4_096;

  private static final int STEP = 4_096;

  /** Who holds an account. */
  @FunctionalInterface
  public interface Holder {
    /**
     * Frees what the account holds, at once or when its thread gets to run; called once, by any
     * thread, and must not block.
     */
    void evict();
  }

  /** What an address may hold. */
  @FunctionalInterface
  public interface Shares {
    /** Returns how much of {@code whole} an address may hold once half of it is in use. */
    long of(InetAddress address, long whole);
  }

  /** All charged accounts of one address. */
  private static final class Place {
    private final AtomicLong charged = new AtomicLong();
    private final Set<Account> accounts = ConcurrentHashMap.newKeySet();

    private @Nullable Account largest() {
      @Nullable Account largest = null;
      for (Account account : accounts) {
        if (largest == null || account.charged > largest.charged) {
          largest = account;
        }
      }
      return largest;
    }
  }

  /** What one connection holds. Thread-safe. */
  public final class Account {
    private final InetAddress address;
    private final Holder holder;
    private final AtomicLong held = new AtomicLong();

    /** Charged, in steps; written under the monitor. */
    private volatile long charged;

    /** The address it counts for; guarded by the monitor of the budget. */
    private @Nullable Place place;

    /** Guarded by the monitor of the budget. */
    private boolean evicted;

    private Account(InetAddress address, Holder holder) {
      this.address = address;
      this.holder = holder;
    }

    /** Adds bytes to what the account holds. */
    public void add(long bytes) {
      long now = held.addAndGet(bytes);
      if (now - FREE > charged && charge()) {
        check(this);
      }
    }

    /** Takes bytes off what the account holds. */
    public void remove(long bytes) {
      long now = held.addAndGet(-bytes);
      if (charged > 0 && (now == 0 || now < charged + FREE - 2 * STEP)) {
        charge();
      }
    }

    /** Returns the bytes that the account holds. */
    public long held() {
      return held.get();
    }

    /** Holds nothing any more, and never will. */
    public synchronized void close() {
      chargeTo(0);
      evicted = true;
    }

    /** Brings the charge to what is held; returns true if it grew. */
    private synchronized boolean charge() {
      long steps = Math.max(0, held.get() - FREE + STEP - 1) / STEP;
      long before = charged;
      if (!evicted) {
        chargeTo(steps * STEP);
      }
      return charged > before;
    }

    private void chargeTo(long bytes) {
      long difference = bytes - charged;
      if (difference == 0) {
        return;
      }
      Place here = place == null ? enter(this) : place;
      place = here;
      charged = bytes;
      here.charged.addAndGet(difference);
      used.addAndGet(difference);
      if (bytes == 0) {
        leave(this);
        place = null;
      }
    }

    private synchronized @Nullable Place place() {
      return place;
    }

    private void evict() {
      synchronized (this) {
        if (evicted) {
          return;
        }
        chargeTo(0);
        evicted = true;
      }
      evictions.increment();
      holder.evict();
    }
  }

  private final long max;
  private final Shares shares;
  private final Meters.Counter evictions;
  private final AtomicLong used = new AtomicLong();
  private final ConcurrentHashMap<AddressBucket, Place> places = new ConcurrentHashMap<>();

  /** Held by the one who evicts. */
  private final ReentrantLock evicting = new ReentrantLock();

  /**
   * Makes an empty budget.
   *
   * @param kind of bytes, for the metrics
   * @param max bytes charged to all accounts together
   */
  public ByteBudget(String kind, long max, Shares shares, Meters meters) {
    this.max = max;
    this.shares = shares;
    evictions =
        meters.counter(
            "heliograph_budget_evictions_total",
            "Connections closed because a budget of bytes was used up",
            "budget",
            kind);
    meters.gauge("heliograph_budget_" + kind + "_bytes", "Bytes of this budget in use", used::get);
  }

  /** Returns an empty account of a connection from {@code address}. */
  public Account open(InetAddress address, Holder holder) {
    return new Account(address, holder);
  }

  /** Counts bytes that no single connection holds, like an event on its way to many. */
  public void addShared(long bytes) {
    if (used.addAndGet(bytes) > max) {
      evictFullest();
    }
  }

  /** Ends what {@link #addShared} began. */
  public void removeShared(long bytes) {
    used.addAndGet(-bytes);
  }

  /** Bytes charged. */
  public long used() {
    return used.get();
  }

  public long max() {
    return max;
  }

  /** Returns true if more than half of it is in use. */
  public boolean isScarce() {
    return used.get() > max / 2;
  }

  private Place enter(Account account) {
    return places.compute(
        AddressBucket.of(account.address),
        (bucket, there) -> {
          Place place = there == null ? new Place() : there;
          place.accounts.add(account);
          return place;
        });
  }

  private void leave(Account account) {
    places.computeIfPresent(
        AddressBucket.of(account.address),
        (bucket, place) -> {
          place.accounts.remove(account);
          return place.accounts.isEmpty() ? null : place;
        });
  }

  private void check(Account grown) {
    if (used.get() > max) {
      evictFullest();
    } else if (isScarce()) {
      Place place = grown.place();
      if (place != null && place.charged.get() > shares.of(grown.address, max)) {
        evictLargestOf(place);
      }
    }
  }

  private static boolean evictLargestOf(Place place) {
    Account largest = place.largest();
    if (largest != null) {
      largest.evict();
    }
    return largest != null;
  }

  private void evictFullest() {
    if (!evicting.tryLock()) {
      return; // another does it
    }
    try {
      boolean more = true;
      while (more && used.get() > max) {
        @Nullable Place fullest = null;
        for (Place place : places.values()) {
          if (fullest == null || place.charged.get() > fullest.charged.get()) {
            fullest = place;
          }
        }
        more = fullest != null && evictLargestOf(fullest);
      }
    } finally {
      evicting.unlock();
    }
  }

  /** Addresses with charges. */
  int addresses() {
    return places.size();
  }
}
