package heliograph.api;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Refuses query parameters that a path does not have, that are repeated or have no value: with a
 * mistyped name, the answer would be to a different question. Runs after {@link ApiAccess}, so that
 * only administrators see the names of their parameters.
 */
@Provider
@Priority(Priorities.USER + 100)
public class QueryCheck implements ContainerRequestFilter {
  private static final Map<Method, QueryParameters> KNOWN = new ConcurrentHashMap<>();

  @Context private ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext context) {
    if (context.getMethod().equals("OPTIONS")) {
      return; // a preflight
    }
    fault(context).ifPresent(fault -> context.abortWith(Problem.response(400, fault).build()));
  }

  private Optional<String> fault(ContainerRequestContext context) {
    MultivaluedMap<String, String> given;
    try {
      given = context.getUriInfo().getQueryParameters();
    } catch (IllegalArgumentException e) {
      return Optional.of("the query has an escape that cannot be read");
    }
    return KNOWN.computeIfAbsent(resource.getResourceMethod(), QueryParameters::new).fault(given);
  }
}
