package heliograph.websocket;

import heliograph.config.RelayConfig;
import heliograph.config.WebSocketEngine;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * Takes the WebSocket handshakes at the relay's address when the relay is its own engine, before
 * the container's endpoint sees them. Only the root is a relay (NIP-01: one endpoint).
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public final class UpgradeFilter extends HttpFilter {
  private static final long serialVersionUID = 1;

  @Inject private transient RelayConfig config;
  @Inject private transient HandshakeOrigins origins;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean ours =
        Handshake.isAsked(request)
            && request.getRequestURI().equals(request.getContextPath() + "/");
    if (!ours) {
      chain.doFilter(request, response);
    } else if (config.http().engine() == WebSocketEngine.CONTAINER) {
      String nonce = Optional.ofNullable(request.getHeader("Sec-WebSocket-Key")).orElse("");
      origins.put(nonce, ClientOrigin.of(request, config.http()));
      chain.doFilter(request, response);
    } else {
      upgrade(request, response);
    }
  }

  private void upgrade(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    DeflateTerms terms;
    try {
      terms = Handshake.deflate(request, config.http().deflate()).orElse(null);
    } catch (IllegalArgumentException e) { // RFC 6455 §9.1: broken extensions fail the handshake
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      return;
    }
    if (Handshake.accept(request, response)) {
      if (terms != null) {
        response.setHeader(Handshake.EXTENSIONS, terms.answer());
      }
      request.upgrade(UpgradeHandler.class).begin(ClientOrigin.of(request, config.http()), terms);
    }
  }
}
