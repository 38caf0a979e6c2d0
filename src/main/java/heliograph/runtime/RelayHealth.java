package heliograph.runtime;

import heliograph.analytics.Analytics;
import heliograph.database.DatabaseHealth;
import heliograph.info.Health;
import heliograph.store.StoreStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The health reported by {@code /health/started}, {@code /health/ready} and {@code /health/live}.
 */
final class RelayHealth implements Health {
  private final RelayLifecycle lifecycle;
  private final AtomicBoolean saidReady;

  /**
   * Creates the health of the relay of {@code lifecycle}.
   *
   * @param saidReady set with the first answer that the relay is ready
   */
  RelayHealth(RelayLifecycle lifecycle, AtomicBoolean saidReady) {
    this.lifecycle = lifecycle;
    this.saidReady = saidReady;
  }

  @Override
  public List<Check> started() {
    return List.of(new Check("relay", lifecycle.isStarted(), Map.of()));
  }

  /**
   * Returns ready when the warm-up is over and while the store answers a read, also while the disk
   * is nearly full, because reading continues. With a full disk, which the operator must handle,
   * the relay is not ready.
   */
  @Override
  public List<Check> ready() {
    if (!lifecycle.isStarted()) {
      return List.of(new Check("store", false, Map.of()));
    }
    StoreStatistics store = lifecycle.relay().store().statistics();
    boolean full = lifecycle.relay().store().isDiskFull();
    boolean degraded = lifecycle.relay().store().isShortOfDisk();
    String state =
        full
            ? "disk full: events are refused"
            : degraded ? "degraded: disk nearly full, events are refused" : "good";
    Check answers =
        new Check(
            "store",
            lifecycle.isWarm() && !full,
            Map.of(
                "state", state,
                "warm", lifecycle.isWarm(),
                "events", store.events(),
                "usedBytes", store.usedBytes(),
                "mapBytes", store.mapBytes(),
                "writeQueue", store.writeQueue()));
    List<Check> checks = List.of(answers, analytics());
    if (Health.isUp(checks)) {
      saidReady.set(true);
    }
    return checks;
  }

  /**
   * Returns the state of the statistics. A relay is ready without them, because no client needs
   * them; a worker is not.
   */
  private Check analytics() {
    Optional<Analytics> analytics = lifecycle.relay().analytics();
    if (analytics.isEmpty()) {
      String state = "off: heliograph.analytics.enabled is false";
      return new Check("analytics", true, Map.of("state", state));
    }
    DatabaseHealth health = analytics.get().health();
    boolean isWorker = lifecycle.relay().policy().config().fixed().isWorker();
    Map<String, Object> figures = new LinkedHashMap<>(health.figures());
    if (!isWorker) {
      figures.put("complete", analytics.get().isComplete());
      figures.put("uncounted", Math.max(0, analytics.get().lag()));
    }
    return new Check("analytics", health.write(), isWorker, figures);
  }

  @Override
  public List<Check> live() {
    return List.of(new Check("relay", true, Map.of()));
  }
}
