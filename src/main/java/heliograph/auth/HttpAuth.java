package heliograph.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import heliograph.crypto.Schnorr;
import heliograph.event.EventHasher;
import heliograph.event.EventId;
import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.event.Sha256;
import heliograph.event.Tags;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Checks the {@code Authorization: Nostr …} header of HTTP requests (NIP-98) in three steps, so
 * that no body is read from a client that may not send one: who signed it, whether it covers the
 * body and, for a request that changes something, whether it was used before. Thread-safe.
 */
public final class HttpAuth {
  private static final long WINDOW_SECONDS = 60;

  /**
   * The longest time in which a proof could be used again, in seconds: its created_at may be in the
   * future.
   */
  public static final long MEMORY_SECONDS = 3 * WINDOW_SECONDS;

  private static final int HEADER_MAX = 16_384;
  private static final int REMEMBERED_MAX = 100_000;
  private static final String SCHEME = "nostr ";

  /** The result of a check. */
  public sealed interface Result {
    /** The holder of the proof's key made the request; its body is not checked yet. */
    record Genuine(NostrEvent proof) implements Result {
      public PublicKey key() {
        return proof.pubkey();
      }
    }

    /** The request carries no valid proof. */
    record Refused(String reason) implements Result {}
  }

  /**
   * A request to be checked.
   *
   * @param header the whole Authorization header, empty when absent
   * @param method in upper case
   * @param isAddress true for the absolute addresses that mean this request
   */
  public record Request(String header, String method, Predicate<String> isAddress) {}

  private final Schnorr schnorr;

  /** Used proofs, with the second until which each could be used again. */
  private final Map<EventId, Long> used = new ConcurrentHashMap<>();

  public HttpAuth(Schnorr schnorr) {
    this(schnorr, List.of(), 0);
  }

  /**
   * Creates the check of a relay that has been restarted.
   *
   * @param usedBefore proofs used within the last {@link #MEMORY_SECONDS}
   * @param now seconds since 1970
   */
  public HttpAuth(Schnorr schnorr, Collection<EventId> usedBefore, long now) {
    this.schnorr = schnorr;
    usedBefore.forEach(id -> used.put(id, now + MEMORY_SECONDS));
  }

  /** Returns true if a header is of this scheme. */
  public static boolean isAsked(String header) {
    return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /**
   * Checks who made a request, by everything but its body.
   *
   * @param now seconds since 1970
   */
  public Result check(Request request, long now) {
    if (request.header.isEmpty()) {
      return new Result.Refused("the Authorization header is missing (NIP-98)");
    }
    Optional<NostrEvent> proof = proof(request.header);
    if (proof.isEmpty()) {
      return new Result.Refused("the Authorization header holds no Nostr event (NIP-98)");
    }
    return fault(proof.get(), request, now)
        .<Result>map(Result.Refused::new)
        .orElseGet(() -> new Result.Genuine(proof.get()));
  }

  private static Optional<NostrEvent> proof(String header) {
    if (header.length() > HEADER_MAX || !isAsked(header)) {
      return Optional.empty();
    }
    byte[] json;
    try {
      json = Base64.getMimeDecoder().decode(header.substring(SCHEME.length()).getBytes(US_ASCII));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return EventParser.parse(json) instanceof EventParse.WellFormed(var event)
        ? Optional.of(event)
        : Optional.empty();
  }

  private Optional<String> fault(NostrEvent proof, Request request, long now) {
    Tags tags = Tags.of(proof);
    String fault = null;
    if (proof.kind() != Kinds.HTTP_AUTHENTICATION) {
      fault = "the authorization must be of kind " + Kinds.HTTP_AUTHENTICATION;
    } else if (!AuthCheck.isWithin(WINDOW_SECONDS, proof.createdAt(), now)) {
      fault = "the authorization's created_at is more than 60 seconds off";
    } else if (!tags.first("u").map(request.isAddress::test).orElse(false)) {
      fault = "the authorization's u tag is not the address of this request";
    } else if (!tags.first("method").map(request.method::equalsIgnoreCase).orElse(false)) {
      fault = "the authorization's method tag is not " + request.method;
    } else if (!new EventHasher().isId(proof)
        || !schnorr.verify(proof.signature(), proof.id().bytes(), proof.pubkey().bytes())) {
      fault = "the authorization is not genuine";
    }
    return Optional.ofNullable(fault);
  }

  /**
   * Returns what is wrong with the {@code payload} of a genuine proof; empty if nothing is. It is
   * required, except for a GET or HEAD without a body.
   *
   * @param body as received; empty for none
   */
  public static Optional<String> bodyFault(NostrEvent proof, String method, byte[] body) {
    Optional<String> payload = Tags.of(proof).first("payload");
    boolean bodiless = method.equals("GET") || method.equals("HEAD");
    boolean covered =
        payload.isEmpty() && bodiless && body.length == 0
            || payload.map(Sha256.hex(body)::equalsIgnoreCase).orElse(false);
    return covered
        ? Optional.empty()
        : Optional.of("the authorization's payload tag is not the SHA-256 of the body");
  }

  /**
   * Marks a genuine proof as used, for a request that changes something.
   *
   * @return false if the proof was used before, or if no more used proofs can be kept
   */
  public boolean use(NostrEvent proof, long now) {
    if (used.size() >= REMEMBERED_MAX) {
      used.values().removeIf(until -> until < now);
      if (used.size() >= REMEMBERED_MAX) {
        return false;
      }
    }
    return used.putIfAbsent(proof.id(), proof.createdAt() + 2 * WINDOW_SECONDS) == null;
  }
}
