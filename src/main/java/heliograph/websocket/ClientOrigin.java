package heliograph.websocket;

import heliograph.config.HostTrust;
import heliograph.config.HttpConfig;
import heliograph.config.ProxyTrail;
import heliograph.config.RelayUrl;
import heliograph.connection.Origin;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Collections;

/** Finds out where a client is and what it calls this relay. */
final class ClientOrigin {
  private ClientOrigin() {}

  static Origin of(HttpServletRequest request, HttpConfig config) {
    InetAddress peer = ProxyTrail.peer(request.getRemoteAddr());
    return new Origin(
        ProxyTrail.client(peer, config, name -> Collections.list(request.getHeaders(name))),
        HostTrust.believed(
            config,
            RelayUrl.calledAs(request.getServerName(), request.getServerPort()),
            peer,
            ProxyTrail.peer(request.getLocalAddr()),
            ProxyTrail.isMarked(Collections.list(request.getHeaderNames()))));
  }
}
