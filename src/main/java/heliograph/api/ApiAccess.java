package heliograph.api;

import heliograph.config.ApiConfig.Access;
import heliograph.policy.CurrentPolicy;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;

/**
 * Lets in whom {@code heliograph.api.access} lets in. A relay that serves its events to
 * authenticated clients only has nothing public here either.
 */
@Provider
public class ApiAccess implements ContainerRequestFilter {
  @Inject private CurrentPolicy policy;
  @Inject private AdminGate gate;
  @Context private HttpServletRequest request;

  @Override
  public void filter(ContainerRequestContext context) {
    boolean open =
        policy.config().api().access() == Access.PUBLIC
            && !policy.config().auth().mode().guardsReading();
    boolean preflight = context.getMethod().equals("OPTIONS");
    if (!open && !preflight) {
      gate.admit(context, request);
    }
  }
}
