package heliograph.subscription;

import heliograph.event.PackedEvent;
import heliograph.protocol.MessagePrefix;
import heliograph.protocol.RelayMessage;
import heliograph.protocol.SubscriptionId;
import heliograph.store.EventScan;

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
    private final Runnable forget;

    Req(Subscription subscription, EventScan scan, Runnable forget) {
      this.subscription = subscription;
      this.scan = scan;
      this.forget = forget;
    }

    @Override
    public boolean resume(long nanos) {
      if (subscription.isClosed()) {
        return true;
      }
      boolean ended = scan.resume(this::take, nanos);
      if (ended) {
        subscription.storedEnd(scan.snapshot());
      }
      return ended || subscription.isClosed();
    }

    private boolean take(PackedEvent event) {
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
      if (!subscription.isClosed()) {
        subscription.close();
        forget.run();
        outlet().reply(new RelayMessage.Closed(subscription.id(), prefix, sentence));
      }
    }
  }

  /** A COUNT (NIP-45). */
  final class Count implements StoredQuery {
    private final SubscriptionId id;
    private final EventScan scan;
    private final Outlet outlet;
    private long count;

    Count(SubscriptionId id, EventScan scan, Outlet outlet) {
      this.id = id;
      this.scan = scan;
      this.outlet = outlet;
    }

    @Override
    public boolean resume(long nanos) {
      boolean ended =
          scan.resume(
              event -> {
                count++;
                return true;
              },
              nanos);
      if (ended) {
        outlet.reply(new RelayMessage.Count(id, count));
      }
      return ended;
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
      outlet.reply(new RelayMessage.Closed(id, prefix, sentence));
    }
  }
}
