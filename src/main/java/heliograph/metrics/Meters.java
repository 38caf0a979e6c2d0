package heliograph.metrics;

import java.util.function.DoubleSupplier;

/** Makes counters, timers and gauges; implemented once for each place figures are kept. */
public interface Meters {

  /** Counts things. Thread-safe. */
  @FunctionalInterface
  interface Counter {
    /** Adds a number that is not negative. */
    void add(long number);

    /** Adds one. */
    default void increment() {
      add(1);
    }
  }

  /** A distribution of durations or sizes. Thread-safe. */
  @FunctionalInterface
  interface Distribution {
    /** Notes one value: nanoseconds for a timer, else whatever the name's unit says. */
    void record(long value);
  }

  /**
   * Returns a counter that only grows.
   *
   * @param tags alternating names and values
   */
  Counter counter(String name, String description, String... tags);

  /** Returns a distribution of durations, recorded in nanoseconds. */
  Distribution timer(String name, String description);

  /** Returns a distribution of plain numbers. */
  Distribution histogram(String name, String description);

  /** A figure read when somebody looks. */
  void gauge(String name, String description, DoubleSupplier value);

  /** Returns where requests are noted; nowhere unless {@link #noting} says otherwise. */
  default RequestLog requests() {
    return RequestLog.NONE;
  }

  /** Returns these meters with a log of requests. */
  default Meters noting(RequestLog log) {
    return new MetersWithLog(this, log);
  }
}
