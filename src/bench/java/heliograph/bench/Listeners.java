package heliograph.bench;

import heliograph.bench.RelayText.Verb;
import java.util.ArrayList;
import java.util.List;

/**
 * The connections of an audience, which report to the ledger what arrives. Confined to one thread.
 */
final class Listeners {
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final LinkLoop loop;
  private final Audience audience;
  private final DeliveryLedger ledger;
  private final Faults faults;
  private final RelayText text = new RelayText();
  private final List<Link> links = new ArrayList<>();
  private long subscribed;

  Listeners(LinkLoop loop, Audience audience, DeliveryLedger ledger, Faults faults) {
    this.loop = loop;
    this.audience = audience;
    this.ledger = ledger;
    this.faults = faults;
  }

  /**
   * Opens all connections and subscriptions.
   *
   * @throws IllegalStateException if one is refused, or not all are there in time
   */
  void open() {
    long faultsBefore = faults.closed();
    for (int i = 0; i < audience.connections(); i++) {
      loop.makeWay();
      links.add(loop.open(new Listener(i)));
    }
    long wanted = (long) audience.connections() * audience.subscriptionsEach();
    long end = System.nanoTime() + PATIENCE_NANOS;
    long before = 0;
    while (subscribed < wanted) {
      if (faults.closed() > faultsBefore || System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "%,d of %,d subscriptions are open: %s"
                .formatted(subscribed, wanted, faults.lastReason()));
      }
      if (subscribed > before) {
        before = subscribed;
        end = System.nanoTime() + PATIENCE_NANOS;
      }
      loop.turn(100_000_000);
    }
  }

  /** Subscriptions that the relay has answered with EOSE. */
  long subscribed() {
    return subscribed;
  }

  /** Connections that are open now. */
  int openLinks() {
    return (int) links.stream().filter(Link::isOpen).count();
  }

  private final class Listener implements LinkListener {
    private final int number;

    private Listener(int number) {
      this.number = number;
    }

    @Override
    public void opened(Link link) {
      link.send(audience.requests(number));
    }

    @Override
    public void message(Link link, byte[] bytes, int from, int to) {
      Verb verb = text.read(bytes, from, to);
      if (verb == Verb.EVENT) {
        ledger.delivered(text.eventId(), Audience.token(number, text.number()), System.nanoTime());
      } else if (verb == Verb.EOSE) {
        subscribed++;
      } else if (verb == Verb.CLOSED || verb == Verb.NOTICE) {
        faults.closed("a listener", bytes, from, to);
      }
    }

    @Override
    public void closed(Link link, String reason) {
      faults.closed("a listener", reason);
    }
  }
}
