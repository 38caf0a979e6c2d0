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
 * that no body is read for somebody who may not send one: whose it is, whether it covers the body,
 * and, where the request changes something, that it was not used before. Thread-safe.
 */
public final class HttpAuth {
  private static final long WINDOW_SECONDS = 60;

  /** How long a proof can be used again at most: it may name a time that is yet to come. */
  public static final long MEMORY_SECONDS = 3 * WINDOW_SECONDS;

  private static final int HEADER_MAX = 16_384;
  private static final int REMEMBERED_MAX = 100_000;
  private static final String SCHEME = "nostr ";

  /** What a check came to. */
  public sealed interface Result {
    /** The request is of the holder of the proof's key, as far as its body is not looked at. */
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

  /** Proofs used → until when they could be used again. */
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
   * Finds out whose a request is, by everything but its body.
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
   * Returns what is wrong with a genuine proof for a body; empty if nothing is. A {@code payload}
   * is demanded, but of a GET or HEAD without a body.
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
   * Uses a genuine proof up, for a request that changes something.
   *
   * @return false if it was used before; full of proofs, it trusts none
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
