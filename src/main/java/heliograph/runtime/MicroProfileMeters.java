package heliograph.runtime;

import heliograph.metrics.Meters;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/** The relay's figures in MicroProfile Metrics, for {@code /metrics}. Thread-safe. */
final class MicroProfileMeters implements Meters {
  private final MetricRegistry registry;

  MicroProfileMeters(MetricRegistry registry) {
    this.registry = registry;
  }

  private static Metadata metadata(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }

  @Override
  public Counter counter(String name, String description, String... tags) {
    Tag[] pairs = new Tag[tags.length / 2];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = new Tag(tags[2 * i], tags[2 * i + 1]);
    }
    return registry.counter(metadata(name, description), pairs)::inc;
  }

  @Override
  public Distribution timer(String name, String description) {
    Timer timer = registry.timer(metadata(name, description));
    return nanos -> timer.update(Duration.ofNanos(nanos));
  }

  @Override
  public Distribution histogram(String name, String description) {
    return registry.histogram(metadata(name, description))::update;
  }

  @Override
  public void gauge(String name, String description, DoubleSupplier value) {
    registry.gauge(metadata(name, description), value, DoubleSupplier::getAsDouble);
  }
}
