package heliograph.runtime;

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
 * Refuses WebSockets, NIP-11, NIP-86 and the counts where this process only runs the jobs ({@code
 * heliograph.mode=analytics}). It comes before all other filters, so web.xml names it. Resources
 * below {@code /api/v1} that need the store are marked there.
 */
public final class WorkerGate extends HttpFilter {
  private static final long serialVersionUID = 1;
  private static final byte[] REASON =
      "This process only runs the jobs of a relay: ask the relay itself.\n".getBytes(UTF_8);

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

  /**
   * Returns whether a request is only for a relay, by the path as decoded and normalised by the
   * container.
   */
  private static boolean isForARelay(HttpServletRequest request) {
    String rest = Objects.requireNonNullElse(request.getPathInfo(), "");
    String path = request.getServletPath() + rest;
    return path.isEmpty() || path.equals("/") || path.equals("/counts");
  }
}
