package heliograph.api;

import heliograph.policy.CurrentPolicy;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** Refuses requests to resources marked with {@link NeedsStore} in a process without a store. */
@Provider
@NeedsStore
@Priority(Priorities.AUTHENTICATION)
public class StoreGate implements ContainerRequestFilter {
  @Inject private CurrentPolicy policy;

  @Override
  public void filter(ContainerRequestContext context) {
    if (policy.config().fixed().isWorker()) {
      context.abortWith(
          Problem.response(503, "this process only runs the jobs of a relay: ask the relay itself")
              .build());
    }
  }
}
