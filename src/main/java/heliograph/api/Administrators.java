package heliograph.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.auth.HttpAuth;
import heliograph.auth.OwnNameNotice;
import heliograph.auth.ProofGuard;
import heliograph.auth.ProofGuard.Way;
import heliograph.config.AdminRole;
import heliograph.config.ApiConfig;
import heliograph.event.NostrEvent;
import heliograph.event.Seconds;
import heliograph.policy.CurrentPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds out who made a request: by a NIP-98 event of any key, or by name and password (RFC 7617) if
 * both are configured and the connection is private. Secrets are compared in constant time, and
 * failures are counted, logged and slowed down ({@link ProofGuard}). Thread-safe.
 */
@ApplicationScoped
class Administrators {
  /** The result for a request. */
  sealed interface Finding {
    /** The caller is known; it is a stranger if the request has no proof. */
    record Known(Caller caller, Optional<NostrEvent> proof) implements Finding {}

    /** The proof is refused for this reason. */
    record Refused(String reason) implements Finding {}

    /** Proofs from this address are not checked until {@code rest} has passed. */
    record Waits(Duration rest) implements Finding {}
  }

  private static final String BASIC = "basic ";

  @Inject private CurrentPolicy policy;
  @Inject private HttpAuth auth;
  @Inject private ProofGuard guard;

  /**
   * Checks the proof of a request, except for its body.
   *
   * @param isAddress the addresses that a proof may name
   */
  Finding find(HttpServletRequest request, Predicate<String> isAddress) {
    Caller caller = Caller.stranger(request, policy.config().fixed().http());
    String header = Optional.ofNullable(request.getHeader("Authorization")).orElse("").strip();
    if (header.regionMatches(true, 0, BASIC, 0, BASIC.length())
        && policy.config().live().api().password().isPresent()) {
      return ofPassword(caller, header.substring(BASIC.length()).strip());
    }
    if (!HttpAuth.isAsked(header)) {
      return new Finding.Known(caller, Optional.empty());
    }
    return guarded(
        caller,
        Way.NIP98,
        () ->
            ofKey(
                caller,
                new HttpAuth.Request(header, request.getMethod(), url -> isOurs(url, isAddress))));
  }

  /**
   * Returns whether a proof names this relay. If not, it may be a name that the operator has not
   * configured, which is logged.
   */
  private boolean isOurs(String url, Predicate<String> isAddress) {
    boolean ours = isAddress.test(url);
    if (!ours) {
      OwnNameNotice.refused(url, policy.config().live().auth().urls());
    }
    return ours;
  }

  private interface Look {
    Finding look();
  }

  private Finding guarded(Caller caller, Way way, Look looking) {
    Optional<Duration> rest = guard.wait(caller.address(), way);
    if (rest.isPresent()) {
      guard.failed(caller.address(), way, "not looked at after too many failures");
      return new Finding.Waits(rest.get());
    }
    Finding found = looking.look();
    switch (found) {
      case Finding.Refused(String reason) -> guard.failed(caller.address(), way, reason);
      case Finding.Known known -> guard.succeeded(caller.address(), way);
      case Finding.Waits waits -> {}
    }
    return found;
  }

  private Finding ofKey(Caller caller, HttpAuth.Request question) {
    return switch (auth.check(question, Seconds.now())) {
      case HttpAuth.Result.Genuine genuine ->
          new Finding.Known(
              caller.holding(genuine.key(), policy.roleOf(genuine.key()), genuine.proof().id()),
              Optional.of(genuine.proof()));
      case HttpAuth.Result.Refused(String reason) -> new Finding.Refused(reason);
    };
  }

  private Finding ofPassword(Caller caller, String credentials) {
    if (!caller.isPrivate()) {
      String reason = "a password is taken over TLS or on this machine only";
      guard.failed(caller.address(), Way.PASSWORD, reason);
      return new Finding.Refused(reason);
    }
    return guarded(caller, Way.PASSWORD, () -> checkPassword(caller, credentials));
  }

  private Finding checkPassword(Caller caller, String credentials) {
    ApiConfig config = policy.config().live().api();
    byte[] given;
    try {
      given = Base64.getDecoder().decode(credentials);
    } catch (IllegalArgumentException e) {
      return new Finding.Refused("the Authorization header cannot be read");
    }
    String wanted = config.user() + ':' + config.password().orElseThrow();
    return MessageDigest.isEqual(sha256(given), sha256(wanted.getBytes(UTF_8)))
        ? new Finding.Known(caller.named(config.user(), config.passwordRole()), Optional.empty())
        : new Finding.Refused("name or password is wrong");
  }

  /** Returns a hash, so that comparing takes the same time for any length of input. */
  private static byte[] sha256(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Records that a caller made a request for which it lacks the role. */
  void lackedRole(Caller caller, AdminRole needed) {
    if (!caller.name().isEmpty()) {
      guard.failed(
          caller.address(),
          caller.keys().isEmpty() ? Way.PASSWORD : Way.NIP98,
          caller.name() + " is no " + needed.spelling());
    }
  }

  /**
   * Returns what is wrong with a proof for the body of its request; empty if nothing is.
   *
   * @param changes whether the request changes something, so that its proof may be used only once
   */
  Optional<String> bodyFault(
      Caller caller, NostrEvent proof, String method, byte[] body, boolean changes) {
    Optional<String> fault = HttpAuth.bodyFault(proof, method, body);
    if (fault.isEmpty() && changes && !auth.use(proof, Seconds.now())) {
      fault = Optional.of("this authorization was used before");
    }
    fault.ifPresent(reason -> guard.failed(caller.address(), Way.NIP98, reason));
    return fault;
  }
}
