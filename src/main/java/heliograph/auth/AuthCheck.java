package heliograph.auth;

import heliograph.config.AuthConfig;
import heliograph.config.RelayUrl;
import heliograph.event.Hex;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.Tags;
import java.security.SecureRandom;
import java.util.Optional;

/** Creates challenges and checks the answers of clients (NIP-42). Thread-safe. */
public final class AuthCheck {
  private static final SecureRandom RANDOM = new SecureRandom();

  private AuthCheck() {}

  /** Returns a new challenge for one connection: 32 random bytes in hex. */
  public static String challenge() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Hex.encode(bytes);
  }

  /**
   * Returns what is wrong with an AUTH event, except for its id and signature; empty if nothing is.
   *
   * @param challenge the challenge that this connection was sent; empty if none
   * @param requestedAuthority the address under which the client reached this relay
   * @param now seconds since 1970
   */
  public static Optional<String> fault(
      NostrEvent event,
      Optional<String> challenge,
      AuthConfig config,
      Optional<RelayUrl> requestedAuthority,
      long now) {
    if (event.kind() != Kinds.CLIENT_AUTHENTICATION) {
      return Optional.of("AUTH takes an event of kind " + Kinds.CLIENT_AUTHENTICATION);
    }
    if (!isWithin(config.window().toSeconds(), event.createdAt(), now)) {
      return Optional.of(
          "created_at is more than " + config.window().toSeconds() + " seconds from now");
    }
    Tags tags = Tags.of(event);
    if (challenge.isEmpty()) {
      return Optional.of("this connection has been sent no challenge yet");
    }
    if (!tags.first("challenge").equals(challenge)) {
      return Optional.of("the challenge is not the one of this connection");
    }
    Optional<String> named = tags.first("relay");
    boolean ours = named.map(url -> config.urls().sameHost(url, requestedAuthority)).orElse(false);
    if (!ours) {
      named.ifPresent(url -> OwnNameNotice.refused(url, config.urls()));
    }
    return ours ? Optional.empty() : Optional.of("the relay tag does not name this relay");
  }

  /** Returns true if a time is at most {@code seconds} from now; no two numbers overflow. */
  static boolean isWithin(long seconds, long time, long now) {
    return time >= now - seconds && time <= now + seconds;
  }
}
