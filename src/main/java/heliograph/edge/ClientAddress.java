package heliograph.edge;

import heliograph.config.HostTrust;
import heliograph.config.HttpConfig;
import heliograph.config.ProxyTrail;
import heliograph.config.RelayUrl;
import heliograph.event.Hex;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;

/**
 * Where the client of a request is and what it called this relay, behind trusted proxies. The
 * address is also noted with each request, for code that has no configuration to ask.
 */
public final class ClientAddress {
  private static final String NOTED = "heliograph.client";

  private ClientAddress() {}

  /** The address of the client that makes a request. */
  public static InetAddress of(HttpServletRequest request, HttpConfig config) {
    return ProxyTrail.client(
        ProxyTrail.peer(request.getRemoteAddr()),
        config,
        name -> Collections.list(request.getHeaders(name)));
  }

  /** The address under which the client reached this relay, if its Host header is believed. */
  public static Optional<RelayUrl> requestedAuthority(
      HttpServletRequest request, HttpConfig config) {
    return HostTrust.believed(
        config,
        RelayUrl.requestedAuthority(request.getServerName(), request.getServerPort())
            .at(request.getContextPath()),
        ProxyTrail.peer(request.getRemoteAddr()),
        ProxyTrail.peer(request.getLocalAddr()),
        ProxyTrail.isMarked(Collections.list(request.getHeaderNames())));
  }

  static void note(HttpServletRequest request, HttpConfig config) {
    request.setAttribute(NOTED, of(request, config));
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
