package heliograph.edge;

import heliograph.config.HttpConfig;
import heliograph.config.ProxyTrail;
import heliograph.event.Hex;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;

/** Notes with each request where it comes from, for what cannot ask for the configuration. */
public final class ClientAddress {
  private static final String NOTED = "heliograph.client";

  private ClientAddress() {}

  static void note(HttpServletRequest request, HttpConfig config) {
    InetAddress peer = ProxyTrail.peer(request.getRemoteAddr());
    request.setAttribute(
        NOTED, ProxyTrail.client(peer, config, name -> Collections.list(request.getHeaders(name))));
  }

  /** The network of the client that makes a request, as it was noted; else that of its peer. */
  public static String networkOf(HttpServletRequest request) {
    return network(
        request.getAttribute(NOTED) instanceof InetAddress noted
            ? noted
            : ProxyTrail.peer(request.getRemoteAddr()));
  }

  /** What counts as one client: an address of IPv4, the first 64 bits of one of IPv6. */
  private static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return Hex.encode(bytes.length == 4 ? bytes : Arrays.copyOf(bytes, 8));
  }
}
