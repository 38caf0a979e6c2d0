package heliograph.policy;

import heliograph.config.AddressRanges;
import heliograph.event.PublicKey;
import heliograph.filter.NostrFilter;
import heliograph.protocol.MessagePrefix;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The number of stored events that each address was sent within a day from its first, and the limit
 * of it. A key with enough trusted followers has no limit. Bounded: when too many addresses are
 * remembered, those whose day has ended are dropped; if there are none, new ones are not counted.
 * Thread-safe.
 */
public final class ServedBudget implements RequestRule {
  private static final long DAY_NANOS = Duration.ofDays(1).toNanos();

  /** The shortest time between two searches for days that have ended, in nanoseconds. */
  private static final long SWEEP_NANOS = Duration.ofSeconds(1).toNanos();

  /**
   * The limits that an operator sets.
   *
   * @param eventsPerDay 0 for any number
   * @param freeFollowers the number of trusted followers from which a key has no limit
   */
  record Grant(int eventsPerDay, int freeFollowers, AddressRanges exempt) {}

  private record Day(long began, AtomicLong served) {}

  private final ConcurrentHashMap<AddressBucket, Day> days = new ConcurrentHashMap<>();
  private final AtomicLong swept = new AtomicLong(Long.MIN_VALUE / 2);
  private final TrustedFollowers followers;
  private final int keysMax;
  private final LongSupplier nanoClock;
  private volatile Grant grant;

  ServedBudget(Grant grant, TrustedFollowers followers, int keysMax, LongSupplier nanoClock) {
    this.grant = grant;
    this.followers = followers;
    this.keysMax = keysMax;
    this.nanoClock = nanoClock;
  }

  void grant(Grant newGrant) {
    grant = newGrant;
  }

  /** Counts events that were sent. */
  public void served(Requester requester, int events) {
    if (grant.eventsPerDay == 0 || isFree(requester)) {
      return;
    }
    Day day = day(AddressBucket.of(requester.address()));
    if (day != null) {
      day.served.addAndGet(events);
    }
  }

  private @Nullable Day day(AddressBucket address) {
    long now = nanoClock.getAsLong();
    Day day = days.get(address);
    if (day != null && now - day.began < DAY_NANOS) {
      return day;
    }
    if (day == null && days.size() >= keysMax) {
      long last = swept.get();
      if (now - last < SWEEP_NANOS || !swept.compareAndSet(last, now)) {
        return null;
      }
      days.values().removeIf(old -> now - old.began >= DAY_NANOS);
      if (days.size() >= keysMax) {
        return null;
      }
    }
    return days.compute(
        address,
        (key, old) ->
            old != null && now - old.began < DAY_NANOS ? old : new Day(now, new AtomicLong()));
  }

  private boolean isFree(Requester requester) {
    if (grant.exempt.contains(requester.address())) {
      return true;
    }
    for (PublicKey key : requester.keys()) {
      if (followers.of(key) >= grant.freeFollowers) {
        return true;
      }
    }
    return false;
  }

  @Override
  public RuleName name() {
    return RuleName.SERVED_BUDGET;
  }

  @Override
  public Verdict check(List<NostrFilter> filters, Requester requester) {
    Grant now = grant;
    if (now.eventsPerDay == 0 || isFree(requester)) {
      return Verdict.ACCEPTED;
    }
    Day day = days.get(AddressBucket.of(requester.address()));
    boolean spent =
        day != null
            && nanoClock.getAsLong() - day.began < DAY_NANOS
            && day.served.get() >= now.eventsPerDay;
    return spent
        ? new Verdict.Rejected(
            MessagePrefix.RATE_LIMITED,
            "your address has been sent "
                + now.eventsPerDay
                + " events within a day, come back later")
        : Verdict.ACCEPTED;
  }
}
