package heliograph.api;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;

/** Lets only administrators ask for what is {@link AdminOnly}. */
@Provider
@AdminOnly
public class AdminAccess implements ContainerRequestFilter {
  @Inject private AdminGate gate;
  @Context private HttpServletRequest request;

  @Override
  public void filter(ContainerRequestContext context) {
    gate.admit(context, request);
  }
}
