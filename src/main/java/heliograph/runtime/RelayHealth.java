package heliograph.runtime;

import heliograph.analytics.Analytics;
import heliograph.analytics.DatabaseHealth;
import heliograph.store.StoreStatistics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** What {@code /health/started}, {@code /health/ready} and {@code /health/live} report. */
@ApplicationScoped
public class RelayHealth {
  @Inject private RelayLifecycle lifecycle;

  @Produces
  @Startup
  HealthCheck started() {
    return () -> HealthCheckResponse.named("relay").status(lifecycle.isStarted()).build();
  }

  /** Ready once the relay has practised, and while the store answers a read. */
  @Produces
  @Readiness
  HealthCheck ready() {
    return () -> {
      if (!lifecycle.isStarted()) {
        return HealthCheckResponse.down("store");
      }
      StoreStatistics store = lifecycle.relay().store().statistics();
      return HealthCheckResponse.named("store")
          .status(lifecycle.isWarm())
          .withData("warm", lifecycle.isWarm())
          .withData("events", store.events())
          .withData("usedBytes", store.usedBytes())
          .withData("mapBytes", store.mapBytes())
          .withData("writeQueue", store.writeQueue())
          .build();
    };
  }

  /** How the statistics are: a relay is ready without them, for no client needs them. */
  @Produces
  @Readiness
  HealthCheck analytics() {
    return () -> {
      HealthCheckResponseBuilder answer = HealthCheckResponse.named("analytics").up();
      Optional<Analytics> analytics =
          lifecycle.isStarted() ? lifecycle.relay().analytics() : Optional.empty();
      if (analytics.isEmpty()) {
        return answer.withData("state", "off: heliograph.analytics.enabled is false").build();
      }
      DatabaseHealth health = analytics.get().health();
      return answer
          .status(health.write() || !lifecycle.relay().policy().config().isWorker())
          .withData("state", health.state())
          .withData("write", health.write())
          .withData("read", health.read())
          .withData("writePoolSize", health.writePoolSize())
          .withData("readPoolSize", health.readPoolSize())
          .withData("writeIdleCount", health.writeIdleCount())
          .withData("readIdleCount", health.readIdleCount())
          .withData("writeWaitingCount", health.writeWaitingCount())
          .withData("readWaitingCount", health.readWaitingCount())
          .withData("replica", health.replica())
          .build();
    };
  }

  @Produces
  @Liveness
  HealthCheck live() {
    return () -> HealthCheckResponse.up("relay");
  }
}
