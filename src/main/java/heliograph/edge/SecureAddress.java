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
 * Where a relay that speaks TLS sends those who come without. Browsers and the WebSocket clients
 * that follow redirects repeat the request there, method and body included (308); the others read
 * the address.
 */
final class SecureAddress {
  private static final int PERMANENT_REDIRECT = 308;
  private static final int USUAL_PORT = 443;

  private SecureAddress() {}

  /** Redirects a request of the plain port; false, and nothing done, for all others. */
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
   * The host that was called, if the operator names it as this relay's, with the port that he gives
   * it; any other is sent to the first of his. Where he names none, it is as it was called.
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

  /** A name or address in the characters of which they are made, an IPv6 address in brackets. */
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
