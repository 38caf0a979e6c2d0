package heliograph.websocket;

import heliograph.config.HttpConfig;
import heliograph.connection.Origin;
import heliograph.edge.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;

/** Finds out where a client is and what it calls this relay. */
final class ClientOrigin {
  private ClientOrigin() {}

  static Origin of(HttpServletRequest request, HttpConfig config) {
    return new Origin(
        ClientAddress.of(request, config), ClientAddress.requestedAuthority(request, config));
  }
}
