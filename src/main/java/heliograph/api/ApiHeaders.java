package heliograph.api;

import heliograph.policy.CurrentPolicy;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.util.Arrays;

/** Adds CORS headers (the Fetch standard) as configured, and forbids browsers to guess types. */
@Provider
public class ApiHeaders implements ContainerResponseFilter {
  /** How long browsers may keep a preflight: the longest time that all of them accept. */
  private static final int PREFLIGHT_SECONDS = 7_200;

  @Inject private CurrentPolicy policy;

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    MultivaluedMap<String, Object> headers = response.getHeaders();
    boolean isPreflight = request.getMethod().equals("OPTIONS");
    if (isPreflight && response.getStatus() == 200) {
      response.setEntity(null);
      response.setStatus(204);
    }
    headers.putSingle("X-Content-Type-Options", "nosniff");
    String origin = request.getHeaderString("Origin");
    String allowed = policy.config().live().api().corsOrigins();
    if (origin == null || allowed.isEmpty()) {
      return;
    }
    boolean everyone = allowed.equals("*");
    if (everyone || Arrays.asList(allowed.split("\\s*,\\s*", -1)).contains(origin)) {
      headers.putSingle("Access-Control-Allow-Origin", everyone ? "*" : origin);
      headers.putSingle(
          "Access-Control-Allow-Headers", "Authorization, Content-Type, If-None-Match");
      headers.putSingle("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS");
      headers.putSingle("Access-Control-Expose-Headers", "ETag, Link, Retry-After");
      if (isPreflight) {
        headers.putSingle("Access-Control-Max-Age", PREFLIGHT_SECONDS);
      }
      if (!everyone) {
        headers.add("Vary", "Origin");
      }
    }
  }
}
