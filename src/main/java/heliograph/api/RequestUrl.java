package heliograph.api;

import heliograph.config.HttpConfig;
import heliograph.config.OwnUrls;
import heliograph.config.ProxyTrail;
import heliograph.config.RelayConfig;
import heliograph.config.RelayUrl;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;

/**
 * The addresses that a proof (NIP-98) may name for a request: any of this relay's addresses, each
 * with its own scheme, or the address that the client used, if it is accepted.
 */
final class RequestUrl {
  private final OwnUrls own;
  private final Optional<RelayUrl> requestedAuthority;
  private final boolean isSecure;
  private final String path;
  private final String query;

  RequestUrl(RelayConfig config, HttpServletRequest request) {
    HttpConfig http = config.fixed().http();
    Caller caller = Caller.stranger(request, http);
    own = config.live().auth().urls();
    requestedAuthority = caller.requestedAuthority();
    isSecure = request.isSecure() || isSaidSecure(request, http);
    path = withoutSlash(normalized(request.getRequestURI()));
    query = request.getQueryString() == null ? "" : normalized(request.getQueryString());
  }

  private static boolean isSaidSecure(HttpServletRequest request, HttpConfig http) {
    return http.trustedProxies().contains(ProxyTrail.peer(request.getRemoteAddr()))
        && ProxyTrail.saysSecure(name -> Collections.list(request.getHeaders(name)));
  }

  /**
   * Returns whether {@code url} is the relay's address, with the WebSocket or the HTTP scheme,
   * which must be secure if the relay's is.
   */
  boolean isRelay(String url) {
    Optional<OwnUrls.Named> named = OwnUrls.Named.parse(url);
    if (named.isEmpty()) {
      return false;
    }
    return own.isEmpty()
        ? requestedAuthority.filter(named.get().url()::equals).isPresent()
            && named.get().isSecure() == isSecure
        : own.named().contains(named.get());
  }

  /** Returns whether {@code url} is the address of this request. */
  boolean isRequest(String url) {
    Optional<OwnUrls.Named> named = OwnUrls.Named.parse(url);
    if (named.isEmpty() || !url.strip().toLowerCase(Locale.ROOT).startsWith("http")) {
      return false;
    }
    RelayUrl asked = named.get().url();
    if (!query.equals(queryOf(url))) {
      return false;
    }
    String askedPath = normalized(asked.path());
    if (own.isEmpty()) {
      return requestedAuthority.filter(asked::isSameServer).isPresent()
          && named.get().isSecure() == isSecure
          && askedPath.equals(path);
    }
    return own.named().stream()
        .anyMatch(one ->
            one.isSecure() == named.get().isSecure()
                && one.url().isSameServer(asked)
                && (askedPath.equals(path) || askedPath.equals(one.url().path() + path)));
  }

  private static String queryOf(String url) {
    int fragment = url.indexOf('#');
    String whole = fragment < 0 ? url.strip() : url.substring(0, fragment);
    int mark = whole.indexOf('?');
    return mark < 0 ? "" : normalized(whole.substring(mark + 1));
  }

  private static String withoutSlash(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  /** Normalizes percent-encodings (RFC 3986 §6.2.2): hex in upper case, none without need. */
  static String normalized(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '%' || i + 2 >= text.length() || !isHex(text, i + 1)) {
        out.append(c);
        continue;
      }
      int decoded = Integer.parseInt(text.substring(i + 1, i + 3), 16);
      boolean free =
          decoded >= 'a' && decoded <= 'z'
              || decoded >= 'A' && decoded <= 'Z'
              || decoded >= '0' && decoded <= '9'
              || "-._~".indexOf(decoded) >= 0;
      if (free) {
        out.append((char) decoded);
      } else {
        out.append('%').append(text.substring(i + 1, i + 3).toUpperCase(Locale.ROOT));
      }
      i += 2;
    }
    return out.toString();
  }

  private static boolean isHex(String text, int at) {
    return Character.digit(text.charAt(at), 16) >= 0
        && Character.digit(text.charAt(at + 1), 16) >= 0;
  }
}
