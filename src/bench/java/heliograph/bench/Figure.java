package heliograph.bench;

import java.util.Locale;

/** What is noted of a relay at each moment of a long run, and what may become of it. */
enum Figure {
  SECONDS("seconds", Rule.SHOWN, 0, 0),
  LIFE("life", Rule.SHOWN, 0, 0),
  AGE("age s", Rule.SHOWN, 0, 0),
  HEAP("heap after GC MB", Rule.FLAT, 0.15, 24),
  OUTSIDE_HEAP("memory outside the heap MB", Rule.FLAT, 0.25, 64),
  RESIDENT("resident MB", Rule.SHOWN, 0, 0),
  FILES("open files", Rule.FLAT, 0.02, 3),
  THREADS("threads", Rule.FLAT, 0.05, 4),
  READERS("reader slots", Rule.FLAT, 0, 1),
  CONNECTIONS("connections", Rule.FLAT, 0.02, 3),
  SUBSCRIPTIONS("subscriptions", Rule.FLAT, 0.02, 6),
  STORE("store MB", Rule.EXPLAINED, 0, 0),
  DISK("data folder MB", Rule.SHOWN, 0, 0),
  EVENTS("stored events", Rule.SHOWN, 0, 0),
  ACCEPTED("accepted events", Rule.SHOWN, 0, 0),
  ACCEPTED_MB("accepted MB", Rule.SHOWN, 0, 0),
  DELIVERIES("deliveries", Rule.SHOWN, 0, 0),
  OK_P50("OK p50 ms", Rule.SHOWN, 0, 0),
  OK_P95("OK p95 ms", Rule.SHOWN, 0, 0),
  OK_P99("OK p99 ms", Rule.SHOWN, 0, 0),
  OK_MAX("OK max ms", Rule.SHOWN, 0, 0),
  DELIVERY_P50("delivery p50 ms", Rule.SHOWN, 0, 0),
  DELIVERY_P95("delivery p95 ms", Rule.SHOWN, 0, 0),
  DELIVERY_P99("delivery p99 ms", Rule.SHOWN, 0, 0),
  DELIVERY_MAX("delivery max ms", Rule.SHOWN, 0, 0),
  EOSE_P50("EOSE p50 ms", Rule.SHOWN, 0, 0),
  EOSE_P95("EOSE p95 ms", Rule.SHOWN, 0, 0),
  EOSE_P99("EOSE p99 ms", Rule.SHOWN, 0, 0),
  EOSE_MAX("EOSE max ms", Rule.SHOWN, 0, 0);

  /** How a figure is judged. */
  enum Rule {
    /** Not at all. */
    SHOWN,
    /** The figure must not grow by more than a part of itself or an amount, whichever is more. */
    FLAT,
    /** The figure may grow with the accepted events. */
    EXPLAINED
  }

  private final String label;
  private final Rule rule;
  private final double part;
  private final double amount;

  Figure(String label, Rule rule, double part, double amount) {
    this.label = label;
    this.rule = rule;
    this.part = part;
    this.amount = amount;
  }

  String label() {
    return label;
  }

  Rule rule() {
    return rule;
  }

  /** Whether a change from one value to another is growth, where it must be flat. */
  boolean grows(double from, double to) {
    return to - from > Math.max(part * from, amount);
  }

  /** The growth that passes, in words. */
  String tolerance() {
    return String.format(Locale.ROOT, "%.0f %% or %.0f", 100 * part, amount);
  }

  /** The name of the column in a CSV file. */
  String column() {
    return name().toLowerCase(Locale.ROOT);
  }
}
