package heliograph.websocket;

import heliograph.config.RelayConfig;
import heliograph.config.WebSocketEngine;
import heliograph.connection.Connections;
import heliograph.connection.Origin;
import heliograph.connection.TurnedAway;
import heliograph.edge.RelayAddress;
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
  @Inject private transient Connections connections;
  @Inject private transient PracticeDoor practice;

  private final transient ProxyNotice proxies = new ProxyNotice(System::nanoTime);

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!Handshake.isAsked(request) || !RelayAddress.isAsked(request)) {
      chain.doFilter(request, response);
      return;
    }
    Origin origin = ClientOrigin.of(request, config.fixed().http());
    proxies.look(request, origin.address(), config);
    Connections asked = practice.behind(request, response).orElse(connections);
    Optional<TurnedAway> refusal = asked.refusal(origin);
    if (refusal.isPresent()) {
      Handshake.refuse(response, refusal.get());
    } else if (config.fixed().http().engine() == WebSocketEngine.CONTAINER) {
      String nonce = Optional.ofNullable(request.getHeader("Sec-WebSocket-Key")).orElse("");
      origins.put(nonce, origin);
      chain.doFilter(request, response);
    } else {
      upgrade(request, response, origin, asked);
    }
  }

  private void upgrade(
      HttpServletRequest request, HttpServletResponse response, Origin origin, Connections asked)
      throws IOException, ServletException {
    DeflateTerms terms;
    try {
      terms = Handshake.deflate(request, config.fixed().http().deflate()).orElse(null);
    } catch (IllegalArgumentException e) { // RFC 6455 §9.1: broken extensions fail the handshake
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      return;
    }
    if (Handshake.accept(request, response)) {
      if (terms != null) {
        response.setHeader(Handshake.EXTENSIONS, terms.answer());
      }
      request.upgrade(UpgradeHandler.class).begin(asked, origin, terms);
    }
  }
}
