package heliograph.metrics;

import java.util.function.DoubleSupplier;

/** Meters together with a log of requests. */
record MetersWithLog(Meters meters, RequestLog requests) implements Meters {
  @Override
  public Counter counter(String name, String description, String... tags) {
    return meters.counter(name, description, tags);
  }

  @Override
  public void counter(String name, String description, DoubleSupplier total) {
    meters.counter(name, description, total);
  }

  @Override
  public Distribution timer(String name, String description) {
    return meters.timer(name, description);
  }

  @Override
  public Distribution histogram(String name, String description) {
    return meters.histogram(name, description);
  }

  @Override
  public void gauge(String name, String description, DoubleSupplier value) {
    meters.gauge(name, description, value);
  }
}
