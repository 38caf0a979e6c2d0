package heliograph.api;

import heliograph.policy.CurrentPolicy;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.util.Arrays;

/** CORS (the Fetch standard) as configured, and that no browser guesses at types. */
@Provider
public class ApiHeaders implements ContainerResponseFilter {
  @Inject private CurrentPolicy policy;

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    MultivaluedMap<String, Object> headers = response.getHeaders();
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
      headers.putSingle("Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE, OPTIONS");
      headers.putSingle("Access-Control-Expose-Headers", "ETag, Link");
      if (!everyone) {
        headers.add("Vary", "Origin");
      }
    }
  }
}
