package heliograph.info;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.config.RelayConfig;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;

/**
 * Turns away, from a process that only runs the jobs ({@code heliograph.mode=analytics}), what
 * takes a relay: WebSockets, NIP-11 and NIP-86 at the root, histories and purges. Before all other
 * filters, so it is in web.xml.
 */
public final class WorkerGate extends HttpFilter {
  private static final long serialVersionUID = 1;
  private static final byte[] REASON =
      "This process runs the jobs of a relay and is none: ask the relay itself.\n".getBytes(UTF_8);

  @Inject private transient RelayConfig config;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!config.fixed().isWorker() || !isForARelay(request)) {
      chain.doFilter(request, response);
      return;
    }
    response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setContentType("text/plain;charset=UTF-8");
    response.setContentLength(REASON.length);
    response.getOutputStream().write(REASON);
  }

  /** By what the container made of the path: it has decoded and normalised it. */
  private static boolean isForARelay(HttpServletRequest request) {
    String rest = Objects.requireNonNullElse(request.getPathInfo(), "");
    String path = request.getServletPath() + rest;
    return path.isEmpty()
        || path.equals("/")
        || path.equals("/counts")
        || path.startsWith("/api/v1/history")
        || path.startsWith("/api/v1/admin/purges");
  }
}
