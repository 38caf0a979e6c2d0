package heliograph.api;

import heliograph.config.RelayConfig;
import heliograph.config.RelayUrl;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;

/**
 * The addresses that a proof (NIP-98) may name for a request: any of this relay's own, and the one
 * it was called by where that is this machine's.
 */
final class AskedUrl {
  private final RelayConfig config;
  private final HttpServletRequest request;

  AskedUrl(RelayConfig config, HttpServletRequest request) {
    this.config = config;
    this.request = request;
  }

  /** Whether it is the relay's address in its WebSocket or its HTTP spelling, secure if it is. */
  boolean isRelay(String url) {
    String own = config.identity().url();
    boolean secure = own.isEmpty() ? request.isSecure() : own.startsWith("wss:");
    String scheme = scheme(url);
    return (scheme.equals("wss") || scheme.equals("https")) == secure && isOurs(url);
  }

  /** Whether it means this very request. */
  boolean isRequest(String url) {
    String query = request.getQueryString();
    String path = request.getRequestURI() + (query == null ? "" : "?" + query);
    int authority = url.indexOf("://");
    int from = authority < 0 ? -1 : url.indexOf('/', authority + 3);
    return from >= 0
        && url.substring(from).equals(path)
        && scheme(url).startsWith("http")
        && isOurs(url.substring(0, from + 1));
  }

  private boolean isOurs(String url) {
    RelayUrl calledAs = RelayUrl.calledAs(request.getServerName(), request.getServerPort());
    return config.auth().urls().names(url, Optional.of(calledAs));
  }

  private static String scheme(String url) {
    return url.substring(0, Math.max(0, url.indexOf(':'))).toLowerCase(Locale.ROOT);
  }
}
