package heliograph.policy;

import heliograph.metrics.Meters;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A budget of bytes of one kind that all clients share, such as parts of incomplete messages.
 *
 * <pre>
 * account   what one connection holds. The first FREE bytes are not charged, and the rest in
 *           steps, so that a client that holds little touches no shared counter
 * address   the sum of its accounts; one without charges takes no room
 * all       the sum of everything charged
 *
 * over half of the budget   an address over its share loses its largest account
 * over the budget           the fullest address loses its largest account, until the rest fits
 * </pre>
 *
 * <p>So a small account is never evicted while another address holds more. The {@link Holder} of an
 * evicted account is called, and closes the connection. The budget is exceeded at most by what
 * connections take during an eviction. Thread-safe.
 */
public final class ByteBudget {
  /** Bytes of each account that are not charged. */
  public static final int FREE = 4_096;

  private static final int STEP = 4_096;

  /** The holder of an account. */
  @FunctionalInterface
  public interface Holder {
    /**
     * Frees what the account holds, at once or soon on its own thread. Called once, by any thread;
     * must not block.
     */
    void evict();
  }

  /** The share of a budget that an address may hold. */
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

  /** The bytes that one connection holds. Thread-safe. */
  public final class Account {
    private final InetAddress address;
    private final Holder holder;
    private final AtomicLong held = new AtomicLong();

    /** The bytes charged, in steps; written under the monitor. */
    private volatile long charged;

    /** The address that it counts for; guarded by the monitor of the budget. */
    private @Nullable Place place;

    /** Whether the account was evicted; guarded by the monitor of the budget. */
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

    /** Subtracts bytes from what the account holds. */
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

    /** Gives all bytes back; the account holds none afterwards. */
    public synchronized void close() {
      chargeTo(0);
      evicted = true;
    }

    /** Updates the charge to what is held; returns true if it grew. */
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

  /** Held by the thread that evicts. */
  private final ReentrantLock evicting = new ReentrantLock();

  /**
   * Creates a budget of which nothing is used.
   *
   * @param kind the kind of bytes, for the metrics
   * @param max the maximum number of bytes charged to all accounts together
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

  /** Counts bytes that no single connection holds, such as an event that is sent to many. */
  public void addShared(long bytes) {
    if (used.addAndGet(bytes) > max) {
      evictFullest();
    }
  }

  /** Ends what {@link #addShared} began. */
  public void removeShared(long bytes) {
    used.addAndGet(-bytes);
  }

  /** Returns the number of bytes charged. */
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
      return; // another thread evicts
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

  /** Returns the number of addresses with charges. */
  int addresses() {
    return places.size();
  }
}
