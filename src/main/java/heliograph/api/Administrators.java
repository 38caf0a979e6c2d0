package heliograph.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.auth.HttpAuth;
import heliograph.config.AddressRanges;
import heliograph.config.ApiConfig;
import heliograph.event.PublicKey;
import heliograph.policy.CurrentPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/**
 * Finds out whether a request is an administrator's: by a NIP-98 event of an administrator's key,
 * or by name and password (RFC 7617) where both are configured and the way here is private. Secrets
 * are compared in constant time. Thread-safe.
 */
@ApplicationScoped
class Administrators {
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

  @Inject private CurrentPolicy policy;
  @Inject private HttpAuth auth;

  Proof proof(HttpServletRequest request, byte[] body) {
    String header = Optional.ofNullable(request.getHeader("Authorization")).orElse("");
    if (header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return ofPassword(request, header.substring(BASIC.length()).strip());
    }
    AskedUrl asked = new AskedUrl(policy.config(), request);
    var question = new HttpAuth.Request(header, request.getMethod(), asked::isRequest, body);
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
    InetAddress peer = AddressRanges.address(request.getRemoteAddr());
    if (policy.config().http().trustedProxies().contains(peer)) {
      return "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
    }
    return peer.isLoopbackAddress() && request.getHeader("X-Forwarded-For") == null;
  }
}
