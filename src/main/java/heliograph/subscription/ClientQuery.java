package heliograph.subscription;

import heliograph.event.PackedEvent;
import heliograph.filter.HyperLogLog;
import heliograph.filter.NostrFilter;
import heliograph.policy.AddressBucket;
import heliograph.protocol.MessagePrefix;
import heliograph.protocol.RelayMessage;
import heliograph.protocol.RelayMessage.Eose;
import heliograph.protocol.SubscriptionId;
import heliograph.store.EventScan;
import heliograph.store.EventScan.Completeness;
import heliograph.store.StoredCount;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A scan of the store whose answer a client waits for. Confined to one worker at a time. */
sealed interface ClientQuery extends ScanTask {
  /** Returns the outlet to which the answer goes. */
  Outlet outlet();

  @Override
  default Object connection() {
    return outlet();
  }

  /** Returns true if the client must first read what it has been sent. */
  default boolean isBlocked() {
    return false;
  }

  /** The stored part of a REQ. */
  final class Req implements ClientQuery {
    private final Subscription subscription;
    private final EventScan scan;
    private final IntConsumer served;
    private final Runnable forget;
    private final HeldBytes.Lease lease;
    private int sent;

    /**
     * Creates the query of a subscription.
     *
     * @param served called with the number of events sent
     * @param forget drops the subscription if the query fails
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
      scan.abandon();
      lease.end();
    }

    @Override
    public boolean resume(long nanos) {
      if (subscription.isClosed()) {
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
      return ended || subscription.isClosed();
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
      if (!subscription.isClosed()) {
        subscription.close();
        forget.run();
        outlet().reply(new RelayMessage.Closed(subscription.id(), prefix, sentence));
      }
    }
  }

  /** A query whose events go to a {@link Collector} (NIP-77). */
  final class Gathering implements ClientQuery {
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

  /** A COUNT (NIP-45): read from a counter of the store if there is one, otherwise counted. */
  final class Count implements ClientQuery {
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
    private boolean lookedUp;
    private long count;
    private long spentNanos;

    /**
     * Creates the query of a COUNT.
     *
     * @param filters the filters of {@code scan}
     * @param exactMax the number of events at which counting ends
     * @param timeMax the time that all slices together may take
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
        return true;
      }
      if (!lookedUp) {
        lookedUp = true;
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

    /**
     * Sends the count. Registers of a part are left out, because clients would merge them as if
     * they were complete.
     */
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
    }

    private boolean take(PackedEvent event) {
      count++;
      if (registers != null) {
        registers.add(event);
      }
      return count <= exactMax;
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
      outlet.reply(new RelayMessage.Closed(id, prefix, sentence));
    }

    @Override
    public void ended() {
      scan.abandon();
      answered.run();
    }
  }
}
