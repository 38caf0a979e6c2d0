package heliograph.subscription;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.filter.NostrFilter;
import heliograph.filter.TagCondition;
import heliograph.metrics.Meters;
import heliograph.policy.AddressBucket;
import heliograph.policy.CurrentPolicy;
import heliograph.protocol.MessagePrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The budget for heap that requests hold, in estimated bytes: open subscriptions with their entries
 * in the live index, and queries and messages of reconciliations until they are answered. Bounded
 * for each connection and each address; a request beyond the bound is refused by its id. When the
 * whole budget is used, the address that holds most loses its largest connection, if that address
 * holds more than the one that asks; so a few addresses that take everything do not keep others
 * out. Thread-safe.
 */
final class HeldBytes {
  /**
   * Bytes of an open subscription or a query without its filters: the object, its id, its places in
   * queues.
   */
  private static final int REQUEST = 250;

  private static final int FILTER = 200;

  /** Bytes of a value in the live index. */
  private static final int POSTING = 48;

  /** Bytes of an id or an author, four words. */
  private static final int KEY = 32;

  /** Bytes of a stream that a scan reads for a value: the object, its prefix, its first run. */
  private static final int STREAM = 200;

  /** Bytes of a tag value's hash and end, besides the value itself. */
  private static final int TAG_VALUE = 12;

  /** Bytes of the words of a search, each of which is a string. */
  private static final int SEARCH = 4_000;

  private final CurrentPolicy policy;
  private final Meters.Counter evictions;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<Outlet, Account> byConnection = new HashMap<>();

  @GuardedBy("lock")
  private final Map<AddressBucket, Place> byAddress = new HashMap<>();

  @GuardedBy("lock")
  private long total;

  HeldBytes(CurrentPolicy policy, Meters meters) {
    this.policy = policy;
    evictions =
        meters.counter(
            "heliograph_budget_evictions_total",
            "Connections closed because a budget of bytes was used up",
            "budget",
            "filters");
  }

  /** The bytes that one connection holds. Guarded by the lock. */
  private static final class Account {
    private final Outlet connection;
    private final AddressBucket address;
    private long bytes;
    private int leases;
    private boolean evicted;

    private Account(Outlet connection, AddressBucket address) {
      this.connection = connection;
      this.address = address;
    }
  }

  /** The bytes that all connections of one address hold. Guarded by the lock. */
  private static final class Place {
    private final Set<Account> accounts = new HashSet<>(2);
    private long bytes;
  }

  /** The result of {@link #take}. */
  sealed interface Answer {}

  /** The reason why bytes are refused. */
  record Refusal(MessagePrefix prefix, String sentence) implements Answer {}

  /** Bytes that were granted and are not given back yet. Its fields are guarded by the lock. */
  final class Lease implements Answer, SearchScan.Room {
    private final Account account;
    private long bytes;
    private boolean ended;

    private Lease(Account account) {
      this.account = account;
    }

    /**
     * Takes more bytes, which {@link #end} also gives back; returns false if there is no room for
     * them.
     */
    @Override
    public boolean grow(long more) {
      List<Outlet> victims = new ArrayList<>(0);
      lock.lock();
      try {
        if (ended || account.evicted || refusal(account, more, victims) != null) {
          return false;
        }
        move(this, more);
        return true;
      } finally {
        lock.unlock();
        victims.forEach(Outlet::evict);
      }
    }

    /** Gives a part of the bytes back. */
    @Override
    public void shrink(long less) {
      lock.lock();
      try {
        move(this, -Math.min(bytes, less));
      } finally {
        lock.unlock();
      }
    }

    /** Gives all bytes back. Further calls do nothing. */
    void end() {
      lock.lock();
      try {
        if (!ended) {
          ended = true;
          move(this, -bytes);
          account.leases--;
          leaveIfIdle(account);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Returns the bytes that filters hold as long as they are live. */
  static long ofLive(List<NostrFilter> filters) {
    long bytes = REQUEST;
    for (NostrFilter filter : filters) {
      bytes += FILTER;
      bytes +=
          (long) (KEY + POSTING) * filter.ids().size()
              + (long) (KEY + POSTING) * filter.authors().size();
      bytes += (long) (4 + POSTING) * filter.kinds().size();
      bytes += 2L * filter.search().map(String::length).orElse(0);
      bytes += filter.search().isPresent() ? SEARCH : 0;
      for (TagCondition tag : filter.tags()) {
        bytes += 100 + tag.valueBytes() + (long) (TAG_VALUE + POSTING) * tag.size();
      }
    }
    return bytes;
  }

  /** Returns the bytes that a scan holds in addition to its filters until it has ended. */
  static long ofScan(List<NostrFilter> filters) {
    long bytes = REQUEST;
    for (NostrFilter filter : filters) {
      long values = 0L + filter.ids().size() + filter.authors().size() + filter.kinds().size();
      for (TagCondition tag : filter.tags()) {
        values = Math.max(values, tag.size());
      }
      bytes += STREAM * Math.max(1, values);
      bytes += filter.search().isPresent() ? SEARCH : 0;
    }
    return bytes;
  }

  /** Takes bytes for a connection, or returns why they are refused. */
  Answer take(Outlet connection, AddressBucket address, long bytes) {
    long perConnection = policy.queues().filterBytesConnectionMax();
    if (bytes > perConnection) {
      return new Refusal(
          MessagePrefix.INVALID,
          "too many values in these filters: they take some "
              + bytes
              + " bytes of memory, at most "
              + perConnection);
    }
    List<Outlet> victims = new ArrayList<>(0);
    lock.lock();
    try {
      Account account =
          byConnection.computeIfAbsent(connection, any -> new Account(connection, address));
      Refusal refusal = refusal(account, bytes, victims);
      if (refusal != null) {
        leaveIfIdle(account);
        return refusal;
      }
      Lease lease = new Lease(account);
      account.leases++;
      byAddress.computeIfAbsent(account.address, any -> new Place()).accounts.add(account);
      move(lease, bytes);
      return lease;
    } finally {
      lock.unlock();
      victims.forEach(Outlet::evict);
    }
  }

  /**
   * Returns why an account gets no more bytes; if others hold more than it, they lose theirs first.
   */
  @GuardedBy("lock")
  private @Nullable Refusal refusal(Account account, long bytes, List<Outlet> victims) {
    if (account.bytes + bytes > policy.queues().filterBytesConnectionMax()) {
      return refusal("the filters of this connection hold too much, close some subscriptions");
    }
    long all = policy.queues().filterBytesMax();
    Place own = byAddress.get(account.address);
    long ofAddress = (own == null ? 0 : own.bytes) + bytes;
    if (ofAddress > all / 2) {
      return refusal("the filters of your address hold too much, close some subscriptions");
    }
    while (total + bytes > all) {
      Place fullest = fullest();
      if (fullest == null || fullest.bytes <= ofAddress) {
        return refusal("the relay holds too many filters, try again later");
      }
      victims.add(evictLargest(fullest));
    }
    return null;
  }

  @GuardedBy("lock")
  private @Nullable Place fullest() {
    Place fullest = null;
    for (Place place : byAddress.values()) {
      if (fullest == null || place.bytes > fullest.bytes) {
        fullest = place;
      }
    }
    return fullest;
  }

  @GuardedBy("lock")
  private Outlet evictLargest(Place place) {
    Account largest = place.accounts.iterator().next();
    for (Account account : place.accounts) {
      largest = account.bytes > largest.bytes ? account : largest;
    }
    total -= largest.bytes;
    place.bytes -= largest.bytes;
    largest.evicted = true;
    evictions.increment();
    leave(largest);
    return largest.connection;
  }

  /** Adds bytes to a lease or removes them from it; an evicted account has none any more. */
  @GuardedBy("lock")
  private void move(Lease lease, long bytes) {
    lease.bytes += bytes;
    Account account = lease.account;
    Place place = byAddress.get(account.address);
    if (!account.evicted && place != null) {
      account.bytes += bytes;
      place.bytes += bytes;
      total += bytes;
    }
  }

  @GuardedBy("lock")
  private void leaveIfIdle(Account account) {
    if (account.leases == 0 && !account.evicted) {
      leave(account);
    }
  }

  @GuardedBy("lock")
  private void leave(Account account) {
    byConnection.remove(account.connection, account);
    Place place = byAddress.get(account.address);
    if (place != null) {
      place.accounts.remove(account);
      if (place.accounts.isEmpty()) {
        byAddress.remove(account.address);
      }
    }
  }

  private static Refusal refusal(String sentence) {
    return new Refusal(MessagePrefix.RATE_LIMITED, sentence);
  }

  /** Returns the number of bytes held now. */
  long total() {
    lock.lock();
    try {
      return total;
    } finally {
      lock.unlock();
    }
  }
}
