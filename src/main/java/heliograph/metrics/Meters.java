package heliograph.metrics;

import java.util.function.DoubleSupplier;

/**
 * Creates counters, timers and gauges; implemented once for each place in which metrics are kept.
 * The names of counters, and no others, end in {@code _total}, as is usual in Prometheus.
 */
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
    /** Records one value: nanoseconds for a timer, otherwise in the unit that the name states. */
    void record(long value);
  }

  /**
   * Returns a counter that only grows.
   *
   * @param tags alternating names and values
   */
  Counter counter(String name, String description, String... tags);

  /** Registers a counter that is kept elsewhere and read whenever the metrics are read. */
  void counter(String name, String description, DoubleSupplier total);

  /** Returns a distribution of durations, recorded in nanoseconds. */
  Distribution timer(String name, String description);

  /** Returns a distribution of plain numbers. */
  Distribution histogram(String name, String description);

  /** Registers a gauge, whose value is read whenever the metrics are read. */
  void gauge(String name, String description, DoubleSupplier value);

  /**
   * Returns the log of requests; {@link RequestLog#NONE} unless {@link #noting} has set another.
   */
  default RequestLog requests() {
    return RequestLog.NONE;
  }

  /** Returns these meters with a log of requests. */
  default Meters noting(RequestLog log) {
    return new MetersWithLog(this, log);
  }
}
