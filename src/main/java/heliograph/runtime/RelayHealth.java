package heliograph.runtime;

import heliograph.store.StoreStatistics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
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

  @Produces
  @Liveness
  HealthCheck live() {
    return () -> HealthCheckResponse.up("relay");
  }
}
