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
 * Determines the address of a request's client and the name it used for this relay, behind trusted
 * proxies. The address is also kept with each request, for code without access to the
 * configuration.
 */
public final class ClientAddress {
  private static final String NOTED = "heliograph.client";

  private ClientAddress() {}

  /** Returns the address of the client that makes a request. */
  public static InetAddress of(HttpServletRequest request, HttpConfig config) {
    return ProxyTrail.client(
        ProxyTrail.peer(request.getRemoteAddr()),
        config,
        name -> Collections.list(request.getHeaders(name)));
  }

  /**
   * Returns the address under which the client reached this relay, if its Host header is accepted.
   */
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

  /** Returns the network of a request's client as kept with it; otherwise that of its peer. */
  public static String networkOf(HttpServletRequest request) {
    return network(
        request.getAttribute(NOTED) instanceof InetAddress noted
            ? noted
            : ProxyTrail.peer(request.getRemoteAddr()));
  }

  /**
   * Returns the network that counts as one client: an IPv4 address, or the first 64 bits of an IPv6
   * address.
   */
  private static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return Hex.encode(bytes.length == 4 ? bytes : Arrays.copyOf(bytes, 8));
  }
}
