package heliograph.bench;

import heliograph.bench.Audience.Expected;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The books of what was published: each event's answer and every one of its deliveries, with their
 * latencies counted from when the event was due.
 *
 * <p>An event stays in the books until it is answered and has arrived everywhere ({@link Audience}
 * says how that is known), so they hold unanswered events and little else. What is left when
 * nothing more comes is lost. Confined to one thread.
 */
final class DeliveryLedger {
  private static final class Entry {
    private final long due;
    private int awaited;
    private long sum;
    private boolean answered;

    private Entry(long due, Expected expected) {
      this.due = due;
      awaited = expected.count();
      sum = expected.sum();
    }

    private boolean isSettled() {
      return answered && awaited == 0 && sum == 0;
    }
  }

  private final Latency acceptance = new Latency();
  private final Latency delivery = new Latency();
  private final SequencedMap<Long, Entry> open = new LinkedHashMap<>();
  private long sent;
  private long accepted;
  private long duplicates;
  private long refused;
  private long unanswered;
  private long deliveries;
  private long missing;
  private long surplus;
  private long lastAnswer;
  private long lastNews;

  /**
   * An event is about to be sent.
   *
   * @param id the first half of its id
   * @param due when it was to be sent, in nanoseconds of {@link System#nanoTime}
   * @throws IllegalStateException if it was sent before and is still unanswered
   */
  void sent(long id, long due, Expected expected) {
    sent++;
    if (open.put(id, new Entry(due, expected)) != null) {
      throw new IllegalStateException("the same event comes twice");
    }
  }

  /** The relay has answered with OK. */
  void answered(long id, boolean taken, boolean duplicate, long now) {
    Entry entry = open.get(id);
    if (entry == null || entry.answered) {
      return;
    }
    entry.answered = true;
    lastAnswer = now;
    lastNews = now;
    acceptance.record(now - entry.due);
    if (taken && !duplicate) {
      accepted++;
    } else {
      duplicates += duplicate ? 1 : 0;
      refused += duplicate ? 0 : 1;
      entry.awaited = 0; // no listener gets it
      entry.sum = 0;
    }
    if (entry.isSettled()) {
      open.remove(id);
    }
  }

  /** An event has arrived at a subscription. */
  void delivered(long id, long token, long now) {
    Entry entry = open.get(id);
    if (entry == null || entry.awaited == 0) {
      surplus++;
      return;
    }
    deliveries++;
    lastNews = now;
    delivery.record(now - entry.due);
    entry.awaited--;
    entry.sum -= token;
    if (entry.isSettled()) {
      open.remove(id);
    }
  }

  /** Writes off what was due before this moment, and counts what it lacks as lost. */
  void writeOff(long before) {
    Iterator<Map.Entry<Long, Entry>> entries = open.entrySet().iterator();
    while (entries.hasNext()) {
      Entry entry = entries.next().getValue();
      if (entry.due - before >= 0) {
        return;
      }
      entries.remove();
      unanswered += entry.answered ? 0 : 1;
      // Without an answer nobody knows whether it was to arrive; the missing answer is counted.
      missing += !entry.answered ? 0 : entry.awaited > 0 ? entry.awaited : entry.sum != 0 ? 1 : 0;
    }
  }

  /** Forgets unanswered events, as the relay was killed. */
  void forget() {
    open.clear();
  }

  /** Whether everything sent is answered and has arrived. */
  boolean isSettled() {
    return open.isEmpty();
  }

  /** When an answer or a delivery came last. */
  long lastNews() {
    return lastNews;
  }

  long lastAnswer() {
    return lastAnswer;
  }

  Latency acceptance() {
    return acceptance;
  }

  Latency delivery() {
    return delivery;
  }

  long sent() {
    return sent;
  }

  /** Answered OK true, for the first time. */
  long accepted() {
    return accepted;
  }

  /** Answered {@code duplicate:}. */
  long duplicates() {
    return duplicates;
  }

  long refused() {
    return refused;
  }

  /** Written off without an answer. */
  long unanswered() {
    return unanswered;
  }

  long deliveries() {
    return deliveries;
  }

  /** Deliveries written off, or events whose deliveries went to the wrong place. */
  long missing() {
    return missing;
  }

  /** Deliveries nobody asked for: twice the same, of refused events, or of unknown ones. */
  long surplus() {
    return surplus;
  }
}
