package heliograph.subscription;

import heliograph.event.PackedEvent;
import heliograph.protocol.MessagePrefix;
import heliograph.protocol.RelayMessage;
import heliograph.protocol.RelayMessage.Eose;
import heliograph.protocol.SubscriptionId;
import heliograph.store.EventScan;
import heliograph.store.EventScan.Completeness;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A scan of the store on behalf of a client, as the workers see it. Confined to one at a time. */
sealed interface StoredQuery {
  /** Runs one slice; true when the query has been answered. */
  boolean resume(long nanos);

  /** True if the client must first read what it has got. */
  boolean isBlocked();

  /** Where the answer goes. */
  Outlet outlet();

  /** Answers that the query cannot be served. */
  void fail(MessagePrefix prefix, String sentence);

  /** The stored part of a REQ. */
  final class Req implements StoredQuery {
    private final Subscription subscription;
    private final EventScan scan;
    private final IntConsumer served;
    private final Runnable forget;
    private int sent;

    /**
     * Begins nothing yet.
     *
     * @param served told how many events were sent
     * @param forget drops the subscription, should the query fail
     */
    Req(Subscription subscription, EventScan scan, IntConsumer served, Runnable forget) {
      this.subscription = subscription;
      this.scan = scan;
      this.served = served;
      this.forget = forget;
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

    Gathering(EventScan scan, Collector collector, Outlet outlet) {
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
    public void fail(MessagePrefix prefix, String sentence) {
      collector.failed(prefix, sentence);
    }
  }

  /** A COUNT (NIP-45). */
  final class Count implements StoredQuery {
    private final SubscriptionId id;
    private final EventScan scan;
    private final Outlet outlet;
    private final int exactMax;
    private final @Nullable HyperLogLog registers;
    private final Runnable answered;
    private long count;

    /**
     * Begins nothing yet.
     *
     * @param exactMax how far events are counted
     * @param registers to be filled, where the filter allows for them
     * @param answered run once, when it has been answered or dropped
     */
    Count(
        SubscriptionId id,
        EventScan scan,
        Outlet outlet,
        int exactMax,
        @Nullable HyperLogLog registers,
        Runnable answered) {
      this.id = id;
      this.scan = scan;
      this.outlet = outlet;
      this.exactMax = exactMax;
      this.registers = registers;
      this.answered = answered;
    }

    @Override
    public boolean resume(long nanos) {
      if (outlet.isClosed()) {
        scan.abandon();
        answered.run();
        return true;
      }
      boolean ended = scan.resume(this::take, nanos);
      if (ended || count > exactMax) {
        outlet.reply(
            new RelayMessage.Count(
                id,
                Math.min(count, exactMax),
                count > exactMax,
                registers == null ? Optional.empty() : Optional.of(registers.hex())));
        scan.abandon();
        answered.run();
        return true;
      }
      return false;
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
    public void fail(MessagePrefix prefix, String sentence) {
      scan.abandon();
      outlet.reply(new RelayMessage.Closed(id, prefix, sentence));
      answered.run();
    }
  }
}
