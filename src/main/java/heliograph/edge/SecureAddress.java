package heliograph.edge;

import heliograph.config.OwnUrls;
import heliograph.config.RelayConfig;
import heliograph.config.RelayUrl;
import heliograph.config.TlsConfig;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The address to which a relay with TLS redirects plain requests. Browsers and the WebSocket
 * clients that follow redirects repeat the request there, with method and body (308).
 */
final class SecureAddress {
  private static final int PERMANENT_REDIRECT = 308;
  private static final int USUAL_PORT = 443;

  private SecureAddress() {}

  /** Redirects a request of the plain port and returns true; returns false for all others. */
  static boolean redirects(
      HttpServletRequest request, HttpServletResponse response, RelayConfig config)
      throws IOException {
    Optional<TlsConfig> tls = config.fixed().http().tls();
    if (tls.isEmpty()
        || request.isSecure()
        || request.getLocalPort() != config.fixed().http().port()) {
      return false;
    }
    String host = request.getServerName();
    if (host == null || !isHost(host)) {
      Pages.send(request, response, request.getRequestURI(), HttpServletResponse.SC_BAD_REQUEST);
      return true;
    }
    boolean isHandshake =
        Optional.ofNullable(request.getHeader("Upgrade"))
            .filter(protocol -> protocol.toLowerCase(Locale.ROOT).contains("websocket"))
            .isPresent();
    response.setHeader(
        "Location",
        (isHandshake ? "wss://" : "https://")
            + authority(host, config.live().auth().urls(), tls.get().port())
            + request.getRequestURI()
            + (request.getQueryString() == null ? "" : "?" + request.getQueryString()));
    Pages.send(request, response, request.getRequestURI(), PERMANENT_REDIRECT);
    return true;
  }

  /**
   * Returns the requested host with the configured port, if it is one of the relay's configured
   * addresses, otherwise the first of them. If none is configured, returns the requested host.
   */
  static String authority(String called, OwnUrls own, int tlsPort) {
    List<RelayUrl> secure =
        own.named().stream().filter(OwnUrls.Named::isSecure).map(OwnUrls.Named::url).toList();
    String host = RelayUrl.requestedAuthority(called, 0).host();
    return secure.stream()
        .filter(url -> url.host().equals(host))
        .findFirst()
        .or(() -> secure.stream().findFirst())
        .map(url -> url.host() + (url.port() == 0 ? "" : ":" + url.port()))
        .orElse(called + (tlsPort == USUAL_PORT ? "" : ":" + tlsPort));
  }

  /**
   * Returns true if a host has only the characters of a name or address, with an IPv6 address in
   * brackets.
   */
  static boolean isHost(String host) {
    boolean isBracketed = host.startsWith("[") && host.endsWith("]");
    String inside = isBracketed ? host.substring(1, host.length() - 1) : host;
    return !inside.isEmpty()
        && inside
            .chars()
            .allMatch(c ->
                c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '.'
                    || (isBracketed ? c == ':' : c == '-' || c == '_'));
  }
}
