package heliograph.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** What a run came to, in words and against the promised numbers. */
final class MixReport {
  /**
   * The connections that listen.
   *
   * @param connections how many
   * @param subscriptions answered with EOSE
   * @param atEnd of those connections, open at the end
   * @param seconds how long it took to open them
   */
  record Opened(int connections, long subscriptions, int atEnd, double seconds) {}

  /**
   * The load itself.
   *
   * @param sending how late events were sent, which the latencies contain
   * @param cores processors it kept busy while it published
   */
  record Driver(Latency.Figures sending, double cores) {}

  /** The relay's resident memory in bytes, where it is known: at first, with connections, after. */
  record Memory(OptionalLong before, OptionalLong connected, OptionalLong after) {}

  private static final double ACCEPTANCE_MAX = 10;
  private static final double DELIVERY_MAX = 100;
  private static final long RATE_MIN = 1_000;
  private static final long CONNECTIONS_MIN = 10_000;
  private static final long SUBSCRIPTIONS_MIN = 100_000;

  private final MixPlan plan;
  private final Opened opened;
  private final double seconds;
  private final DeliveryLedger ledger;
  private final Queries queries;
  private final Driver driver;
  private final Memory memory;
  private final Faults faults;
  private final String refusal;

  /**
   * Takes the figures at the end of a run.
   *
   * @param seconds from the first event to the last answer
   * @param refusal the last refusal of an event; empty if there was none
   */
  MixReport(
      MixPlan plan,
      Opened opened,
      double seconds,
      DeliveryLedger ledger,
      Queries queries,
      Driver driver,
      Memory memory,
      Faults faults,
      String refusal) {
    this.plan = plan;
    this.opened = opened;
    this.seconds = seconds;
    this.ledger = ledger;
    this.queries = queries;
    this.driver = driver;
    this.memory = memory;
    this.faults = faults;
    this.refusal = refusal;
  }

  /** Whether nothing was lost, refused or closed; a few versions may have come too late. */
  boolean isFaultless() {
    return ledger.accepted() + ledger.duplicates() == ledger.sent()
        && !isStale()
        && ledger.missing() + ledger.surplus() + ledger.unanswered() == 0
        && queries.refused() + queries.unanswered() == 0
        && faults.closed() == 0;
  }

  /** Whether the relay had so many of the events already that nothing was measured. */
  private boolean isStale() {
    return ledger.duplicates() * 100 > ledger.sent();
  }

  /** The report, by lines. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "connections %,d listening, %d publishing: opened in %.1f s"
            .formatted(opened.connections(), plan.publishers(), opened.seconds()));
    lines.add("subscriptions %,d".formatted(opened.subscriptions()));
    lines.add(
        "published %,d events in %.1f s: %,d accepted, %,d refused, %,d duplicates, %,d unanswered"
            .formatted(
                ledger.sent(),
                seconds,
                ledger.accepted(),
                ledger.refused(),
                ledger.duplicates(),
                ledger.unanswered()));
    lines.add(
        "deliveries %,d, %,.0f/s: %,d missing, %,d surplus"
            .formatted(
                ledger.deliveries(),
                ledger.deliveries() / seconds,
                ledger.missing(),
                ledger.surplus()));
    lines.add("closed connections %,d".formatted(faults.closed()));
    lines.add("acceptance ms   " + ledger.acceptance().total());
    lines.add("delivery ms     " + ledger.delivery().total());
    if (plan.queries() > 0) {
      lines.add("EOSE ms         " + queries.latency().total());
      lines.add(
          "queries %,d, %,d events: %,d refused, %,d unanswered"
              .formatted(
                  queries.asked(), queries.events(), queries.refused(), queries.unanswered()));
    }
    lines.add("sent late ms    " + driver.sending());
    lines.add("driver          %.0f %% of a core".formatted(100 * driver.cores()));
    if (memory.before().isPresent()) {
      lines.add(
          "relay memory MB %s before, %s connected, %s after"
              .formatted(
                  megabytes(memory.before()),
                  megabytes(memory.connected()),
                  megabytes(memory.after())));
    }
    if (!refusal.isEmpty()) {
      lines.add("last refusal: " + refusal);
    }
    faults.reasons().forEach(reason -> lines.add("closed: " + reason));
    if (isStale()) {
      lines.add("the relay has some of these events already: use a fresh one, or other events");
    }
    return lines;
  }

  /** The promised numbers, each met or not. */
  List<String> requirements() {
    double accepted = ledger.acceptance().total().p95();
    double delivered = ledger.delivery().total().p95();
    // The answers to the last second's events may come in the second after it.
    double span = Math.max(ledger.sent() / (double) plan.rate(), seconds - 1);
    long rate = Math.round(ledger.accepted() / span);
    return List.of(
        requirement(
            "acceptance < 10 ms p95",
            "%.2f ms".formatted(accepted),
            ledger.accepted() > 0 && ledger.unanswered() == 0 && accepted < ACCEPTANCE_MAX),
        requirement(
            "delivery < 100 ms p95",
            "%.2f ms".formatted(delivered),
            ledger.deliveries() > 0 && ledger.missing() == 0 && delivered < DELIVERY_MAX),
        requirement(
            "1,000 events/s", "%,d/s for %.0f s".formatted(rate, seconds), rate >= RATE_MIN),
        requirement(
            "10,000 connections",
            "%,d".formatted(opened.connections()),
            Math.min(opened.connections(), opened.atEnd()) >= CONNECTIONS_MIN),
        requirement(
            "100,000 subscriptions",
            "%,d".formatted(opened.subscriptions()),
            opened.subscriptions() >= SUBSCRIPTIONS_MIN));
  }

  private static String requirement(String promise, String figure, boolean met) {
    return String.format(Locale.ROOT, "%-26s %-18s %s", promise, figure, met ? "met" : "not met");
  }

  private static String megabytes(OptionalLong bytes) {
    return bytes.isPresent() ? "%,d".formatted(bytes.getAsLong() >> 20) : "?";
  }
}
