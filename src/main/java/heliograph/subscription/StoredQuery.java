package heliograph.subscription;

import heliograph.event.PackedEvent;
import heliograph.filter.HyperLogLog;
import heliograph.filter.NostrFilter;
import heliograph.policy.AddressBucket;
import heliograph.protocol.MessagePrefix;
import heliograph.protocol.RelayMessage;
import heliograph.protocol.RelayMessage.Eose;
import heliograph.protocol.SubscriptionId;
import heliograph.store.CounterWalk;
import heliograph.store.EventScan;
import heliograph.store.EventScan.Completeness;
import heliograph.store.StoredCount;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A scan of the store on behalf of a client, as the workers see it. Confined to one at a time. */
sealed interface StoredQuery extends FairQueue.Waiting {
  /** Runs one slice; true when the query has been answered. */
  boolean resume(long nanos);

  /** True if the client must first read what it has got. */
  boolean isBlocked();

  /** Where the answer goes. */
  @Override
  Outlet outlet();

  @Override
  default boolean isUnsliced() {
    return false;
  }

  /** Answers that the query took too much work; what has been found so far may be the answer. */
  default void cutShort(String sentence) {
    fail(MessagePrefix.ERROR, sentence);
  }

  /** Answers that the query cannot be served. */
  void fail(MessagePrefix prefix, String sentence);

  /** Told once when it has been answered, dropped or failed: nothing of it is held any more. */
  default void ended() {}

  /** The stored part of a REQ. */
  final class Req implements StoredQuery {
    private final Subscription subscription;
    private final EventScan scan;
    private final IntConsumer served;
    private final Runnable forget;
    private final HeldBytes.Lease lease;
    private int sent;

    /**
     * Begins nothing yet.
     *
     * @param served told how many events were sent
     * @param forget drops the subscription, should the query fail
     * @param lease what it holds until it has ended
     */
    Req(
        Subscription subscription,
        EventScan scan,
        IntConsumer served,
        Runnable forget,
        HeldBytes.Lease lease) {
      this.subscription = subscription;
      this.scan = scan;
      this.served = served;
      this.forget = forget;
      this.lease = lease;
    }

    @Override
    public void ended() {
      lease.end();
    }

    @Override
    public boolean resume(long nanos) {
      if (subscription.isClosed()) {
        scan.abandon();
        return true;
      }
      boolean ended = scan.resume(this::take, nanos);
      if (sent > 0) {
        served.accept(sent);
        sent = 0;
      }
      if (ended) {
        subscription.storedEnd(scan.snapshot(), hint(scan.completeness()));
      }
      if (!ended && subscription.isClosed()) {
        scan.abandon();
        return true;
      }
      return ended;
    }

    private static Eose.Hint hint(Completeness completeness) {
      return switch (completeness) {
        case FINISHED -> Eose.Hint.FINISH;
        case MORE -> Eose.Hint.MORE;
        case UNKNOWN -> Eose.Hint.NONE;
      };
    }

    private boolean take(PackedEvent event) {
      sent++;
      return subscription.stored(event.json()) && !outlet().isFull();
    }

    @Override
    public boolean isBlocked() {
      return outlet().isFull();
    }

    @Override
    public Outlet outlet() {
      return subscription.outlet();
    }

    @Override
    public AddressBucket address() {
      return subscription.address();
    }

    @Override
    public boolean isUnsliced() {
      return scan instanceof SearchScan search && search.isAtSearch();
    }

    @Override
    public void fail(MessagePrefix prefix, String sentence) {
      scan.abandon();
      if (!subscription.isClosed()) {
        subscription.close();
        forget.run();
        outlet().reply(new RelayMessage.Closed(subscription.id(), prefix, sentence));
      }
    }
  }

  /** Events gathered for somebody else's purpose (NIP-77). */
  final class Gathering implements StoredQuery {
    private final EventScan scan;
    private final Collector collector;
    private final Outlet outlet;
    private final AddressBucket address;
    private final HeldBytes.Lease lease;

    Gathering(
        EventScan scan,
        Collector collector,
        Outlet outlet,
        AddressBucket address,
        HeldBytes.Lease lease) {
      this.lease = lease;
      this.address = address;
      this.scan = scan;
      this.collector = collector;
      this.outlet = outlet;
    }

    @Override
    public boolean resume(long nanos) {
      if (collector.isOver()) {
        return true;
      }
      boolean ended = scan.resume(collector::take, nanos);
      if (ended && !collector.isOver()) {
        collector.ended();
      }
      return ended || collector.isOver();
    }

    @Override
    public boolean isBlocked() {
      return false;
    }

    @Override
    public Outlet outlet() {
      return outlet;
    }

    @Override
    public AddressBucket address() {
      return address;
    }

    @Override
    public void fail(MessagePrefix prefix, String sentence) {
      collector.failed(prefix, sentence);
    }

    @Override
    public void ended() {
      lease.end();
    }
  }

  /** A COUNT (NIP-45): looked up where the store keeps it, else counted. */
  final class Count implements StoredQuery {
    private final SubscriptionId id;
    private final List<NostrFilter> filters;
    private final EventScan scan;
    private final Outlet outlet;
    private final AddressBucket address;
    private final int exactMax;
    private final long timeMaxNanos;
    private final MaintainedCounts counts;
    private final @Nullable HyperLogLog registers;
    private final Runnable answered;
    private boolean begun;
    private long count;
    private long spentNanos;

    /**
     * Begins nothing yet.
     *
     * @param filters what {@code scan} looks for
     * @param exactMax how far events are counted
     * @param timeMax how long all slices together may take
     * @param answered run once, when it has been answered or dropped
     */
    Count(
        SubscriptionId id,
        List<NostrFilter> filters,
        EventScan scan,
        Outlet outlet,
        AddressBucket address,
        int exactMax,
        Duration timeMax,
        MaintainedCounts counts,
        Runnable answered) {
      this.id = id;
      this.filters = filters;
      this.scan = scan;
      this.outlet = outlet;
      this.address = address;
      this.exactMax = exactMax;
      timeMaxNanos = timeMax.toNanos();
      this.counts = counts;
      this.answered = answered;
      registers = HyperLogLog.of(filters).orElse(null);
    }

    @Override
    public boolean resume(long nanos) {
      if (outlet.isClosed()) {
        scan.abandon();
        return true;
      }
      if (!begun) {
        begun = true;
        Optional<StoredCount> known = counts.find(filters);
        if (known.isPresent()) {
          reply(known.get().count(), false, Optional.of(known.get().registers()));
          return true;
        }
      }
      long started = System.nanoTime();
      boolean ended = scan.resume(this::take, nanos);
      spentNanos += System.nanoTime() - started;
      if (ended || count > exactMax || spentNanos > timeMaxNanos) {
        answer(ended && count <= exactMax);
        return true;
      }
      return false;
    }

    /** Registers of a part are none: they would be merged as if they were of the whole. */
    private void answer(boolean whole) {
      reply(
          Math.min(count, exactMax),
          !whole,
          whole ? Optional.ofNullable(registers) : Optional.empty());
      counts.counted(filters, count, outlet, address);
    }

    @Override
    public boolean isUnsliced() {
      return scan instanceof SearchScan search && search.isAtSearch();
    }

    @Override
    public void cutShort(String sentence) {
      answer(false);
    }

    private void reply(long found, boolean approximate, Optional<HyperLogLog> hll) {
      outlet.reply(new RelayMessage.Count(id, found, approximate, hll.map(HyperLogLog::hex)));
      scan.abandon();
    }

    private boolean take(PackedEvent event) {
      count++;
      if (registers != null) {
        registers.add(event);
      }
      return count <= exactMax;
    }

    @Override
    public boolean isBlocked() {
      return false;
    }

    @Override
    public Outlet outlet() {
      return outlet;
    }

    @Override
    public AddressBucket address() {
      return address;
    }

    @Override
    public void fail(MessagePrefix prefix, String sentence) {
      scan.abandon();
      outlet.reply(new RelayMessage.Closed(id, prefix, sentence));
    }

    @Override
    public void ended() {
      answered.run();
    }
  }

  /** The first counting for a counter; its COUNT has been answered. */
  final class Walk implements StoredQuery {
    private final CounterWalk walk;
    private final Outlet outlet;
    private final AddressBucket address;

    Walk(CounterWalk walk, Outlet outlet, AddressBucket address) {
      this.address = address;
      this.walk = walk;
      this.outlet = outlet;
    }

    @Override
    public boolean resume(long nanos) {
      return walk.resume(nanos);
    }

    @Override
    public boolean isBlocked() {
      return false;
    }

    @Override
    public Outlet outlet() {
      return outlet;
    }

    @Override
    public AddressBucket address() {
      return address;
    }

    @Override
    public void fail(MessagePrefix prefix, String sentence) {
      walk.abandon();
    }
  }
}
