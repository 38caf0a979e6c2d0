package heliograph.edge;

import heliograph.config.HttpConfig;
import heliograph.config.ProxyTrail;
import heliograph.config.RelayConfig;
import heliograph.tls.TlsClient;
import heliograph.tls.TlsClients;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first of all filters, so it is in web.xml: refuses malformed requests, redirects to TLS if
 * the relay serves it, restricts the operators' paths to their port, and keeps the client's address
 * with each request.
 */
public final class EdgeFilter extends HttpFilter {
  private static final long serialVersionUID = 1;

  private static final List<String> OPERATORS = List.of("/metrics", "/health", "/api/v1/admin");

  /**
   * Paths within the application at which a server would answer itself: Payara describes the API at
   * {@code /openapi}, which the relay does at {@code /api/v1/openapi.json}, and fails.
   */
  private static final List<String> OF_THE_SERVER = List.of("/openapi");

  /** The folder of the server's logs, within the data folder. */
  private static final String LOGS = "liberty/heliograph/logs";

  @Inject private transient RelayConfig config;
  @Inject private transient TlsClients clients;

  private transient @Nullable TlsAccessLog log;

  @Override
  public void init() throws ServletException {
    if (config.fixed().http().accessLog() && config.fixed().http().tls().isPresent()) {
      try {
        log = new TlsAccessLog(config.fixed().data().resolve(LOGS));
      } catch (IOException e) {
        throw new ServletException("cannot write the access log", e);
      }
    }
  }

  @Override
  public void destroy() {
    if (log != null) {
      log.close();
    }
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<TlsClient> client =
        config.fixed().http().tls().isEmpty()
            ? Optional.empty()
            : clients.behind(
                new InetSocketAddress(
                    ProxyTrail.peer(request.getRemoteAddr()), request.getRemotePort()));
    if (client.isEmpty()) {
      look(request, response, chain);
      return;
    }
    long began = System.nanoTime();
    client.get().requested();
    HttpServletRequest secure = new SecureRequest(request, client.get());
    look(secure, response, chain);
    if (log != null) {
      log.note(secure, response, began);
    }
    if (response.getStatus() == HttpServletResponse.SC_SWITCHING_PROTOCOLS) {
      client.get().upgraded();
    }
  }

  private void look(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    int refusal = RequestCheck.refusal(request);
    if (refusal == 0 && !isServedHere(request)) {
      refusal = HttpServletResponse.SC_NOT_FOUND;
    }
    if (refusal > 0) {
      response.setHeader("Connection", "close");
      if (refusal == HttpServletResponse.SC_METHOD_NOT_ALLOWED) {
        response.setHeader("Allow", RequestCheck.ALLOWED);
      }
      Pages.send(request, response, request.getRequestURI(), refusal);
      return;
    }
    if (SecureAddress.redirects(request, response, config)) {
      return;
    }
    ClientAddress.note(request, config.fixed().http());
    chain.doFilter(request, response);
  }

  /**
   * Returns whether a path is served by the relay on this port: operators' paths are served only on
   * their port, if there is one. The path has been checked to be plain.
   */
  private boolean isServedHere(HttpServletRequest request) {
    HttpConfig http = config.fixed().http();
    String path = request.getRequestURI().substring(request.getContextPath().length());
    return !isAt(OF_THE_SERVER, path)
        && (http.adminPort() <= 0
            || request.getLocalPort() == http.adminPort()
            || !isForOperators(path));
  }

  static boolean isForOperators(String path) {
    return isAt(OPERATORS, path);
  }

  private static boolean isAt(List<String> roots, String path) {
    return roots.stream().anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
  }
}
