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
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Checks the {@code Authorization: Nostr …} header of HTTP requests (NIP-98): kind, time, address,
 * method, body, id and signature, and that it was not used before. Thread-safe.
 */
public final class HttpAuth {
  private static final long WINDOW_SECONDS = 60;
  private static final int HEADER_MAX = 16_384;
  private static final int REMEMBERED_MAX = 100_000;
  private static final String SCHEME = "nostr ";

  /** What a check came to. */
  public sealed interface Result {
    /** The request is of the holder of this key. */
    record Granted(PublicKey key) implements Result {}

    /** It is not proven to be anybody's. */
    record Refused(String reason) implements Result {}

    /** It is of the holder of this key, who may not. */
    record Forbidden(PublicKey key) implements Result {}
  }

  /**
   * A request to be checked.
   *
   * @param header the whole Authorization header, empty when absent
   * @param method in upper case
   * @param isAddress true for the absolute addresses that mean this request
   * @param body as received; empty for none
   */
  @SuppressWarnings("ArrayRecordComponent") // read once
  public record Request(String header, String method, Predicate<String> isAddress, byte[] body) {}

  private final Schnorr schnorr;

  /** Proofs seen → until when they could be seen again. */
  private final Map<EventId, Long> seen = new ConcurrentHashMap<>();

  public HttpAuth(Schnorr schnorr) {
    this.schnorr = schnorr;
  }

  /**
   * Checks a request whose body must be covered by the proof: {@code payload} is demanded, but of a
   * GET or HEAD without one.
   *
   * @param mayAct true for the keys that may make it; others' proofs are not remembered
   * @param now seconds since 1970
   */
  public Result check(Request request, Predicate<PublicKey> mayAct, long now) {
    if (request.header.isEmpty()) {
      return new Result.Refused("the Authorization header is missing (NIP-98)");
    }
    Optional<NostrEvent> proof = proof(request.header);
    if (proof.isEmpty()) {
      return new Result.Refused("the Authorization header holds no Nostr event (NIP-98)");
    }
    Optional<String> fault = fault(proof.get(), request, now);
    if (fault.isPresent()) {
      return new Result.Refused(fault.get());
    }
    if (!mayAct.test(proof.get().pubkey())) {
      return new Result.Forbidden(proof.get().pubkey());
    }
    return remember(proof.get(), now)
        ? new Result.Granted(proof.get().pubkey())
        : new Result.Refused("this authorization was used before");
  }

  private static Optional<NostrEvent> proof(String header) {
    if (header.length() > HEADER_MAX
        || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
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
    List<List<String>> tags = proof.tags();
    String fault = null;
    if (proof.kind() != Kinds.HTTP_AUTHENTICATION) {
      fault = "the authorization must be of kind 27235";
    } else if (!AuthCheck.isWithin(WINDOW_SECONDS, proof.createdAt(), now)) {
      fault = "the authorization's created_at is more than 60 seconds off";
    } else if (!AuthCheck.value(tags, "u").map(request.isAddress::test).orElse(false)) {
      fault = "the authorization's u tag is not the address of this request";
    } else if (!AuthCheck.value(tags, "method").equals(Optional.of(request.method))) {
      fault = "the authorization's method tag is not " + request.method;
    } else if (!coversBody(AuthCheck.value(tags, "payload"), request)) {
      fault = "the authorization's payload tag is not the SHA-256 of the body";
    } else if (!new EventHasher().idOf(proof).equals(proof.id())
        || !schnorr.verify(proof.signature(), proof.id().bytes(), proof.pubkey().bytes())) {
      fault = "the authorization is not genuine";
    }
    return Optional.ofNullable(fault);
  }

  /** A request that cannot have a body needs no hash of it. */
  private static boolean coversBody(Optional<String> payload, Request request) {
    boolean bodiless = request.method.equals("GET") || request.method.equals("HEAD");
    return payload.isEmpty() && bodiless && request.body.length == 0
        || payload.equals(Optional.of(Sha256.hex(request.body)));
  }

  /** False if the proof was seen before; full of proofs, it trusts none. */
  private boolean remember(NostrEvent proof, long now) {
    if (seen.size() >= REMEMBERED_MAX) {
      seen.values().removeIf(until -> until < now);
      if (seen.size() >= REMEMBERED_MAX) {
        return false;
      }
    }
    return seen.putIfAbsent(proof.id(), proof.createdAt() + 2 * WINDOW_SECONDS) == null;
  }
}
