package heliograph.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.auth.HttpAuth;
import heliograph.config.ApiConfig;
import heliograph.config.RelayConfig;
import heliograph.config.RelayUrl;
import heliograph.event.PublicKey;
import heliograph.policy.CurrentPolicy;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds out whether a request is an administrator's: by a NIP-98 event of an administrator's key,
 * or by name and password (RFC 7617) where both are configured and the way here is private. Secrets
 * are compared in constant time. Thread-safe.
 */
final class Administrators {
  /** What a request has proven. */
  sealed interface Proof {
    /** That it is this administrator's. */
    record Admin(String name) implements Proof {}

    /** Nothing, for this reason. */
    record Missing(String reason) implements Proof {}

    /** That it is somebody's who is none. */
    record Stranger(String reason) implements Proof {}
  }

  private static final String BASIC = "basic ";

  private final CurrentPolicy policy;
  private final HttpAuth auth;

  Administrators(CurrentPolicy policy, HttpAuth auth) {
    this.policy = policy;
    this.auth = auth;
  }

  Proof proof(HttpServletRequest request, byte[] body) {
    String header = Optional.ofNullable(request.getHeader("Authorization")).orElse("");
    if (header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return ofPassword(request, header.substring(BASIC.length()).strip());
    }
    var question = new HttpAuth.Request(header, request.getMethod(), isThisRequest(request), body);
    return switch (auth.check(question, policy::isAdmin, System.currentTimeMillis() / 1_000)) {
      case HttpAuth.Result.Granted(PublicKey key) -> new Proof.Admin(key.hex());
      case HttpAuth.Result.Refused(String reason) -> new Proof.Missing(reason);
      case HttpAuth.Result.Forbidden forbidden ->
          new Proof.Stranger("this key is not an administrator of this relay");
    };
  }

  private Proof ofPassword(HttpServletRequest request, String credentials) {
    ApiConfig config = policy.config().api();
    if (config.password().isEmpty()) {
      return new Proof.Missing("heliograph.api.password is not set: prove a key by NIP-98");
    }
    if (!isPrivate(request)) {
      return new Proof.Missing("a password is taken over TLS or on this machine only");
    }
    byte[] given;
    try {
      given = Base64.getDecoder().decode(credentials);
    } catch (IllegalArgumentException e) {
      return new Proof.Missing("the Authorization header cannot be read");
    }
    String wanted = config.user() + ':' + config.password().get();
    return MessageDigest.isEqual(given, wanted.getBytes(UTF_8))
        ? new Proof.Admin(config.user())
        : new Proof.Missing("name or password is wrong");
  }

  private boolean isPrivate(HttpServletRequest request) {
    if (request.isSecure()) {
      return true;
    }
    InetAddress peer = heliograph.config.AddressRanges.address(request.getRemoteAddr());
    if (policy.config().http().trustedProxies().contains(peer)) {
      return "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
    }
    return peer.isLoopbackAddress() && request.getHeader("X-Forwarded-For") == null;
  }

  /** True for the absolute addresses that mean this very request, under any name of this relay. */
  private Predicate<String> isThisRequest(HttpServletRequest request) {
    RelayConfig config = policy.config();
    Optional<RelayUrl> calledAs =
        Optional.of(RelayUrl.calledAs(request.getServerName(), request.getServerPort()));
    String query = request.getQueryString();
    String path = request.getRequestURI() + (query == null ? "" : "?" + query);
    return url -> {
      int authority = url.indexOf("://");
      int from = authority < 0 ? -1 : url.indexOf('/', authority + 3);
      if (from < 0 || !url.substring(from).equals(path)) {
        return false;
      }
      String scheme = url.substring(0, authority).toLowerCase(Locale.ROOT);
      return scheme.startsWith("http")
          && config.auth().urls().names(url.substring(0, from + 1), calledAs);
    };
  }
}
