package heliograph.edge;

import heliograph.config.HttpConfig;
import heliograph.config.RelayConfig;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * The first filter of all, so it is in web.xml: refuses what is not looked at, keeps the operators'
 * paths to their port, and notes where each request comes from.
 */
public final class EdgeFilter extends HttpFilter {
  private static final long serialVersionUID = 1;

  private static final List<String> OPERATORS = List.of("/metrics", "/health", "/api/v1/admin");

  @Inject private transient RelayConfig config;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    int refusal = RequestCheck.refusal(request);
    if (refusal == 0 && !isServedHere(request)) {
      refusal = HttpServletResponse.SC_NOT_FOUND;
    }
    if (refusal > 0) {
      response.setHeader("Connection", "close");
      Pages.send(request, response, request.getRequestURI(), refusal);
      return;
    }
    ClientAddress.note(request, config.http());
    chain.doFilter(request, response);
  }

  /** What is for operators is only on their port, where there is one. Paths are plain by now. */
  private boolean isServedHere(HttpServletRequest request) {
    HttpConfig http = config.http();
    return http.adminPort() <= 0
        || request.getLocalPort() == http.adminPort()
        || !isForOperators(request.getRequestURI().substring(request.getContextPath().length()));
  }

  static boolean isForOperators(String path) {
    return OPERATORS.stream().anyMatch(own -> path.equals(own) || path.startsWith(own + "/"));
  }
}
