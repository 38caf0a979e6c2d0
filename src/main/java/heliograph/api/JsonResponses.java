package heliograph.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.edge.ClientAddress;
import heliograph.event.Nip19;
import heliograph.event.PublicKey;
import heliograph.event.Sha256;
import heliograph.statistics.Statistics;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.config.PropertyNamingStrategy;
import jakarta.json.bind.config.PropertyOrderStrategy;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What all resources do alike: read their parameters, answer with an entity tag. */
final class JsonResponses {
  /** Records become objects: names with underscores, by the alphabet; nothing for nothing. */
  private static final Jsonb JSON =
      JsonbBuilder.create(
          new JsonbConfig()
              .withPropertyNamingStrategy(PropertyNamingStrategy.LOWER_CASE_WITH_UNDERSCORES)
              .withPropertyOrderStrategy(PropertyOrderStrategy.LEXICOGRAPHICAL)
              .withAdapters(new KeyInHex()));

  private JsonResponses() {}

  /** Writes keys in hex. */
  public static final class KeyInHex implements JsonbAdapter<PublicKey, String> {
    @Override
    public String adaptToJson(PublicKey key) {
      return key.hex();
    }

    @Override
    public PublicKey adaptFromJson(String hex) {
      return PublicKey.parse(hex);
    }
  }

  /** A key in hex or of NIP-19. */
  static PublicKey key(String text) {
    try {
      return Nip19.publicKey(text);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("not a public key: " + e.getMessage());
    }
  }

  /** A whole number. */
  static int number(String name, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw Problem.badRequest(name + " must be a whole number: " + text);
    }
  }

  /** A whole number of 64 bits. */
  static long longNumber(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw Problem.badRequest(name + " must be a whole number: " + text);
    }
  }

  /** The statistics; 503 where they are switched off. */
  static Statistics statistics(StatisticsSource source) {
    return source
        .statistics()
        .orElseThrow(() -> Problem.unavailable("this relay keeps no statistics"));
  }

  /** A number of items from 1 to {@code max}. */
  static int limit(int limit, int max) {
    if (limit < 1 || limit > max) {
      throw Problem.badRequest("limit must be from 1 to " + max + ", not " + limit);
    }
    return limit;
  }

  /** A question's document in JSON when it has been its turn, or 304 where the client has it. */
  static CompletionStage<Response> later(
      QuestionQueue desk, HttpServletRequest request, Supplier<Object> question) {
    String known = known(request);
    return inTurn(desk, request, () -> ok(known, JSON.toJson(question.get()).getBytes(UTF_8)));
  }

  /**
   * An answer that is made when it is its turn. Its faults are answered here, for RESTEasy logs
   * each fault of a stage with its trace.
   */
  static CompletionStage<Response> inTurn(
      QuestionQueue desk, HttpServletRequest request, Supplier<Response> answer) {
    return desk.ask(ClientAddress.networkOf(request), answer).exceptionally(ProblemMapper::answer);
  }

  /** The document in JSON at once, or 304 where the client has it: for what takes no time. */
  static Response now(HttpServletRequest request, Object document) {
    return ok(known(request), JSON.toJson(document).getBytes(UTF_8));
  }

  /** The entity tags of the answers that a client has. */
  static String known(HttpServletRequest request) {
    return Optional.ofNullable(request.getHeader("If-None-Match")).orElse("");
  }

  /** 200 with what became of something, in JSON. */
  static Response done(Object document) {
    return Response.ok(
            JSON.toJson(document).getBytes(UTF_8),
            MediaType.APPLICATION_JSON_TYPE.withCharset("utf-8"))
        .build();
  }

  /**
   * 200, or 304, with a document that is JSON already.
   *
   * @param known the entity tags that the client has, as in If-None-Match
   */
  static Response ok(String known, byte[] bytes) {
    EntityTag tag = new EntityTag(Sha256.hex(bytes).substring(0, 24));
    return names(known, tag.getValue())
        ? Response.notModified(tag).build()
        : Response.ok(bytes, MediaType.APPLICATION_JSON_TYPE.withCharset("utf-8"))
            .tag(tag)
            .header("Cache-Control", "no-cache")
            .build();
  }

  /** Whether a list of entity tags (RFC 9110 §13.1.2) has this one, weak or strong. */
  static boolean names(String list, String tag) {
    for (String one : list.split(",", -1)) {
      String text = one.strip();
      String strong = text.startsWith("W/") ? text.substring(2) : text;
      if (text.equals("*") || strong.equals('"' + tag + '"')) {
        return true;
      }
    }
    return false;
  }
}
