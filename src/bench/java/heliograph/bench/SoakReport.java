package heliograph.bench;

import java.util.ArrayList;
import java.util.List;

/** What a long run came to. */
final class SoakReport {
  private final Trend trend;
  private final DeliveryLedger ledger;
  private final Queries queries;
  private final Crowd crowd;
  private final long acknowledged;
  private final DurabilityCheck.Findings findings;
  private final Faults faults;
  private final int lives;
  private final boolean inOrder;
  private final String refusal;

  /**
   * Closes the books.
   *
   * @param inOrder whether the last relay stopped in order
   * @param refusal the last refusal of an event; empty if there was none
   */
  SoakReport(
      Trend trend,
      DeliveryLedger ledger,
      Queries queries,
      Crowd crowd,
      long acknowledged,
      DurabilityCheck.Findings findings,
      Faults faults,
      int lives,
      boolean inOrder,
      String refusal) {
    this.trend = trend;
    this.ledger = ledger;
    this.queries = queries;
    this.crowd = crowd;
    this.acknowledged = acknowledged;
    this.findings = findings;
    this.faults = faults;
    this.lives = lives;
    this.inOrder = inOrder;
    this.refusal = refusal;
  }

  /** Whether nothing was lost, no check failed and nothing grows that must not. */
  boolean isGood() {
    return problems().isEmpty();
  }

  /** The last line, where all is good. */
  String praise() {
    return trend.isJudged() ? "nothing was lost, nothing grows" : "nothing was lost";
  }

  /** What is wrong, in sentences. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    problem(problems, findings.missing(), "acknowledged events are MISSING");
    problem(problems, findings.altered(), "events came back ALTERED");
    problem(problems, findings.resurrected(), "deleted or replaced events are SERVED");
    problem(problems, ledger.missing(), "deliveries are MISSING");
    problem(problems, ledger.surplus(), "deliveries are too many");
    problem(problems, ledger.refused(), "events were refused, last: " + refusal);
    problem(problems, ledger.unanswered(), "events were not answered");
    problem(problems, queries.refused(), "queries were refused");
    problem(problems, queries.unanswered(), "queries were not answered");
    problem(problems, faults.closed(), "connections were ended: " + faults.reasons());
    problem(problems, inOrder ? 0 : 1, "relay did not stop in order");
    problem(problems, trend.isGrowing() ? 1 : 0, "verdict: something GROWS, see the table");
    return problems;
  }

  private static void problem(List<String> problems, long count, String what) {
    if (count > 0) {
      problems.add("%,d %s".formatted(count, what));
    }
  }

  /** The report, by lines. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(trend.lines());
    lines.add(
        "relays %,d, of which killed %,d; asked for acknowledged events: %,d times, %,d faults"
            .formatted(lives, lives - 1, findings.checked(), findings.faults()));
    lines.add(
        "events %,d published, %,d accepted, %,d to be kept; %,d versions came too late"
            .formatted(ledger.sent(), ledger.accepted(), acknowledged, ledger.duplicates()));
    lines.add(
        "deliveries %,d: %,d missing, %,d surplus"
            .formatted(ledger.deliveries(), ledger.missing(), ledger.surplus()));
    lines.add(
        "queries %,d, events found %,d; visitors %,d, stalled readers %,d"
            .formatted(queries.asked(), queries.events(), crowd.visitors(), crowd.stalls()));
    lines.add("acceptance ms   " + ledger.acceptance().total());
    lines.add("delivery ms     " + ledger.delivery().total());
    lines.add("EOSE, COUNT ms  " + queries.latency().total());
    return lines;
  }
}
