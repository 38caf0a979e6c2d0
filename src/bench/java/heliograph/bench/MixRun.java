package heliograph.bench;

import java.net.URI;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An open-loop load: events at a fixed rate to an audience, and stored queries beside them,
 * whatever the relay makes of it. Every event, answer and delivery is accounted for.
 *
 * <p>One thread does everything: it sends what is due, then turns the loop until the next event is.
 * When it is late itself, which {@link MixReport.Driver} reports, that counts in the latencies too.
 */
final class MixRun {
  private static final int ASKERS = 4;
  private static final long NEWS_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final URI relay;
  private final MixPlan plan;
  private final Audience audience;
  private final PreparedEvents events;
  private final OptionalLong pid;
  private final Consumer<String> news;
  private final DeliveryLedger ledger = new DeliveryLedger();
  private final Faults faults = new Faults();
  private final Latency sending = new Latency();

  /**
   * Prepares a run.
   *
   * @param pid the relay's process, if its memory is to be measured
   * @param news is given a line of progress now and then
   */
  MixRun(
      URI relay,
      MixPlan plan,
      Audience audience,
      PreparedEvents events,
      OptionalLong pid,
      Consumer<String> news) {
    this.relay = relay;
    this.plan = plan;
    this.audience = audience;
    this.events = events;
    this.pid = pid;
    this.news = news;
  }

  /**
   * Runs.
   *
   * @throws IllegalStateException if the connections and subscriptions cannot be opened
   */
  MixReport run() {
    OpenFiles.require(audience.connections() + plan.publishers() + ASKERS);
    try (LinkLoop loop = new LinkLoop(relay)) {
      OptionalLong before = resident();
      long opening = System.nanoTime();
      Listeners listeners = new Listeners(loop, audience, ledger, faults);
      listeners.open();
      double openSeconds = seconds(System.nanoTime() - opening);
      news.accept(
          "%,d connections and %,d subscriptions are open after %.1f s"
              .formatted(audience.connections(), listeners.subscribed(), openSeconds));
      Publishers publishers = new Publishers(faults, ledger::answered);
      publishers.open(loop, plan.publishers());
      Queries queries = new Queries(faults, events.pubkeys(), new Random(events.size()), false);
      queries.open(loop, plan.queries() > 0 ? ASKERS : 0);
      OptionalLong connected = resident();
      Duration cpuBefore = ownCpu();
      long started = System.nanoTime();
      publish(loop, publishers, queries, started);
      long published = System.nanoTime();
      double cores = seconds(ownCpu().minus(cpuBefore).toNanos()) / seconds(published - started);
      settle(loop, queries);
      return new MixReport(
          plan,
          new MixReport.Opened(
              audience.connections(), listeners.subscribed(), listeners.openLinks(), openSeconds),
          seconds(Math.max(published, ledger.lastAnswer()) - started),
          ledger,
          queries,
          new MixReport.Driver(sending.total(), cores),
          new MixReport.Memory(before, connected, resident()),
          faults,
          publishers.lastRefusal());
    }
  }

  private void publish(LinkLoop loop, Publishers publishers, Queries queries, long started) {
    long second = TimeUnit.SECONDS.toNanos(1);
    long nextNews = started + NEWS_NANOS;
    long asked = 0;
    int next = 0;
    long end = started + events.size() * second / plan.rate();
    long now = System.nanoTime();
    while (next < events.size() || now - end < 0) {
      long due = started + next * second / plan.rate();
      while (next < events.size() && due - now <= 0) {
        sending.record(now - due);
        ledger.sent(events.id(next), due, audience.expected(events.author(next)));
        publishers.publish(next, events.message(next));
        next++;
        due = started + next * second / plan.rate();
      }
      long wait = due - now;
      if (plan.queries() > 0) {
        long dueQuery = started + asked * second / plan.queries();
        for (; dueQuery - now <= 0; dueQuery = started + asked * second / plan.queries()) {
          queries.ask(dueQuery);
          asked++;
        }
        wait = Math.min(wait, dueQuery - now);
      }
      if (now - nextNews >= 0) {
        nextNews += NEWS_NANOS;
        report(now - started);
      }
      loop.turn(wait);
      now = System.nanoTime();
    }
  }

  private void report(long elapsed) {
    news.accept(
        "%.0f s: %,d of %,d events, OK p95 %.1f ms, delivery p95 %.1f ms, %,d deliveries"
            .formatted(
                seconds(elapsed),
                ledger.sent(),
                events.size(),
                ledger.acceptance().interval().p95(),
                ledger.delivery().interval().p95(),
                ledger.deliveries()));
  }

  /** Waits for what is outstanding, as long as something comes. */
  private void settle(LinkLoop loop, Queries queries) {
    long last = System.nanoTime();
    while (!ledger.isSettled() || !queries.isSettled()) {
      if (System.nanoTime() - Math.max(last, ledger.lastNews()) > plan.patience().toNanos()) {
        break;
      }
      loop.turn(TimeUnit.MILLISECONDS.toNanos(100));
    }
    long all = System.nanoTime() + 1;
    ledger.writeOff(all);
    queries.writeOff(all);
    // What nobody asked for would come about now.
    long quiet = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
    while (System.nanoTime() - quiet < 0) {
      loop.turn(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private OptionalLong resident() {
    return pid.isEmpty() ? pid : ProcessFigures.resident(pid.getAsLong());
  }

  private static Duration ownCpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }
}
