package heliograph.websocket;

import heliograph.config.AddressRanges;
import heliograph.config.HttpConfig;
import heliograph.config.ProxyHeader;
import heliograph.config.RelayUrl;
import heliograph.connection.Origin;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds out where a client is. Each trusted proxy adds the address it was asked from at the end of
 * a header; read from the end, the first that is no trusted proxy is the client. What a client
 * writes into the header itself stands further ahead and is never reached.
 */
final class ClientOrigin {
  private ClientOrigin() {}

  static Origin of(HttpServletRequest request, HttpConfig config) {
    return new Origin(
        address(request, config),
        Optional.of(RelayUrl.calledAs(request.getServerName(), request.getServerPort())));
  }

  private static InetAddress address(HttpServletRequest request, HttpConfig config) {
    InetAddress peer = AddressRanges.address(withoutZone(request.getRemoteAddr()));
    if (!config.trustedProxies().contains(peer)) {
      return peer;
    }
    InetAddress client = peer;
    for (String hop : hops(request, config.proxyHeader())) {
      try {
        client = AddressRanges.address(hop);
      } catch (IllegalArgumentException e) {
        return client; // "unknown" or junk: the last hop that is known must do
      }
      if (!config.trustedProxies().contains(client)) {
        return client;
      }
    }
    return client;
  }

  private static String withoutZone(String address) {
    int zone = address.indexOf('%');
    return zone < 0 ? address : address.substring(0, zone);
  }

  /** The addresses that proxies named, the last hop first. */
  private static List<String> hops(HttpServletRequest request, ProxyHeader header) {
    List<String> hops = new ArrayList<>();
    String name = header == ProxyHeader.FORWARDED ? "Forwarded" : "X-Forwarded-For";
    for (String line : Collections.list(request.getHeaders(name))) {
      for (String element : line.split(",", -1)) {
        if (header == ProxyHeader.FORWARDED) {
          forwardedFor(element).ifPresent(hops::add);
        } else {
          hops.add(withoutPort(element.strip()));
        }
      }
    }
    return hops.reversed();
  }

  /** The {@code for} parameter of a Forwarded element (RFC 7239). */
  static Optional<String> forwardedFor(String element) {
    for (String pair : element.split(";", -1)) {
      String text = pair.strip();
      if (text.toLowerCase(Locale.ROOT).startsWith("for=")) {
        return Optional.of(withoutPort(text.substring(4).replace("\"", "").strip()));
      }
    }
    return Optional.empty();
  }

  private static String withoutPort(String node) {
    if (node.startsWith("[")) {
      int end = node.indexOf(']');
      return end < 0 ? node : node.substring(1, end);
    }
    int colon = node.indexOf(':');
    return colon >= 0 && colon == node.lastIndexOf(':') ? node.substring(0, colon) : node;
  }
}
