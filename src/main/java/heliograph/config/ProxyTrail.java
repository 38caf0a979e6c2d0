package heliograph.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads from the headers of a request which proxies it came through. Each trusted proxy appends the
 * address of its client to a header; read from the end, the first address that is not a trusted
 * proxy is the client. Values that the client itself sends are before it and never read.
 */
public final class ProxyTrail {
  /** Headers that proxies, load balancers and content networks add; in lower case. */
  private static final Set<String> MARKS =
      Set.of(
          "forwarded",
          "via",
          "x-real-ip",
          "x-real-port",
          "x-client-ip",
          "x-cluster-client-ip",
          "x-originating-ip",
          "x-remote-ip",
          "x-remote-addr",
          "x-proxyuser-ip",
          "x-scheme",
          "x-url-scheme",
          "x-request-start",
          "true-client-ip",
          "client-ip",
          "front-end-https",
          "cdn-loop",
          "proxy-connection",
          "surrogate-capability",
          "max-forwards");

  /**
   * The beginnings of names of headers that only proxies add, in lower case. {@code $ws} is
   * Liberty's own plug-in.
   */
  private static final List<String> MARKING_PREFIXES =
      List.of(
          "x-forwarded",
          "forwarded-",
          "x-original-",
          "x-envoy-",
          "x-amzn-",
          "x-azure-",
          "x-arr-",
          "x-appengine-",
          "cf-",
          "fly-",
          "fastly-",
          "cloudfront-",
          "tailscale-",
          "$ws");

  private ProxyTrail() {}

  /** Returns true if the headers name a proxy, whether or not it is trusted. */
  public static boolean isMarked(Iterable<String> headerNames) {
    for (String name : headerNames) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (MARKS.contains(lower) || MARKING_PREFIXES.stream().anyMatch(lower::startsWith)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the address of the client.
   *
   * @param peer the other end of the connection
   * @param lines returns the values of a header, in order
   */
  public static InetAddress client(
      InetAddress peer, HttpConfig config, Function<String, List<String>> lines) {
    if (!config.trustedProxies().contains(peer)) {
      return peer;
    }
    InetAddress client = peer;
    for (String hop : hops(config.proxyHeader(), lines)) {
      try {
        client = AddressRanges.address(hop);
      } catch (IllegalArgumentException e) {
        return client; // "unknown" or malformed, so the last known hop is used
      }
      if (!config.trustedProxies().contains(client)) {
        return client;
      }
    }
    return client;
  }

  /** Reads the address of a peer as the server reports it, which may have a zone. */
  public static InetAddress peer(String text) {
    int zone = text.indexOf('%');
    return AddressRanges.address(zone < 0 ? text : text.substring(0, zone));
  }

  /**
   * Returns true if all proxies that name the protocol name TLS, and at least one does. Call it
   * only for requests of a trusted peer.
   */
  public static boolean saysSecure(Function<String, List<String>> lines) {
    List<String> said = new ArrayList<>();
    for (String line : lines.apply("X-Forwarded-Proto")) {
      Collections.addAll(said, line.split(",", -1));
    }
    for (String line : lines.apply("Forwarded")) {
      for (String element : line.split(",", -1)) {
        parameter(element, "proto").ifPresent(said::add);
      }
    }
    return !said.isEmpty()
        && said.stream().allMatch(scheme -> scheme.strip().matches("(?i)https|wss"));
  }

  /** Returns the addresses that proxies named, the last hop first. */
  private static List<String> hops(ProxyHeader header, Function<String, List<String>> lines) {
    List<String> hops = new ArrayList<>();
    boolean forwarded = header == ProxyHeader.FORWARDED;
    for (String line : lines.apply(forwarded ? "Forwarded" : "X-Forwarded-For")) {
      for (String element : line.split(",", -1)) {
        if (forwarded) {
          parameter(element, "for").map(ProxyTrail::withoutPort).ifPresent(hops::add);
        } else {
          hops.add(withoutPort(element.strip()));
        }
      }
    }
    return hops.reversed();
  }

  /** Returns a parameter of a Forwarded element (RFC 7239). */
  private static Optional<String> parameter(String element, String name) {
    for (String pair : element.split(";", -1)) {
      String text = pair.strip();
      if (text.toLowerCase(Locale.ROOT).startsWith(name + "=")) {
        return Optional.of(text.substring(name.length() + 1).replace("\"", "").strip());
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
