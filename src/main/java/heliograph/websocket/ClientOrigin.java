package heliograph.websocket;

import heliograph.config.HttpConfig;
import heliograph.connection.Origin;
import heliograph.edge.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;

/** Determines the address of a client and the name it used for this relay. */
final class ClientOrigin {
  private ClientOrigin() {}

  static Origin of(HttpServletRequest request, HttpConfig config) {
    return new Origin(
        ClientAddress.of(request, config), ClientAddress.requestedAuthority(request, config));
  }
}
