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
 * Refuses query parameters that a path does not take, that come more than once or have no value: a
 * mistyped name would otherwise answer another question than was asked. Runs after {@link
 * ApiAccess}, so that the names of administrators' parameters are told to administrators only.
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
