package heliograph.bench;

import java.net.URI;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Publishing as fast as the relay answers: a fixed number of unanswered events on each connection.
 * Latency counts from when an event is sent, since none is due at any moment.
 */
final class PublishRun {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final URI relay;
  private final PreparedEvents events;
  private final int connections;
  private final int window;
  private final DeliveryLedger ledger = new DeliveryLedger();
  private final Faults faults = new Faults();
  private int unanswered;
  private double eventsPerSecond;

  /** Prepares to publish with {@code window} unanswered events on each connection. */
  PublishRun(URI relay, PreparedEvents events, int connections, int window) {
    this.relay = relay;
    this.events = events;
    this.connections = connections;
    this.window = window;
  }

  /** Publishes everything and prints what came of it; true if all was answered and taken. */
  boolean run() {
    try (LinkLoop loop = new LinkLoop(relay)) {
      Publishers publishers = new Publishers(faults, this::answered);
      publishers.open(loop, connections);
      long started = System.nanoTime();
      long news = started;
      for (int next = 0; next < events.size() || unanswered > 0; ) {
        while (next < events.size() && unanswered < connections * window) {
          ledger.sent(events.id(next), System.nanoTime(), Audience.Expected.NOTHING);
          publishers.publish(next, events.message(next));
          unanswered++;
          next++;
        }
        int before = unanswered;
        loop.turn(TimeUnit.MILLISECONDS.toNanos(100));
        long now = System.nanoTime();
        news = unanswered < before ? now : news;
        if (now - news > PATIENCE_NANOS || loop.openLinks() == 0) {
          break;
        }
      }
      print((ledger.lastAnswer() - started) / 1e9, publishers.lastRefusal());
      return ledger.isSettled() && ledger.refused() == 0;
    }
  }

  /** What {@link #run} printed last. */
  double eventsPerSecond() {
    return eventsPerSecond;
  }

  private void answered(long id, boolean taken, boolean duplicate, long now) {
    ledger.answered(id, taken, duplicate, now);
    unanswered--;
  }

  private void print(double seconds, String refusal) {
    long answered = ledger.accepted() + ledger.refused() + ledger.duplicates();
    eventsPerSecond = answered / seconds;
    System.out.printf(
        Locale.ROOT,
        "pub %d of %d answered, %d refused, %d duplicates, %.2f s = %,.0f events/s%n",
        answered,
        events.size(),
        ledger.refused(),
        ledger.duplicates(),
        seconds,
        eventsPerSecond);
    System.out.println("OK ms " + ledger.acceptance().total());
    if (!refusal.isEmpty()) {
      System.out.println("last refusal: " + refusal);
    }
    faults.reasons().forEach(reason -> System.out.println("closed: " + reason));
  }
}
