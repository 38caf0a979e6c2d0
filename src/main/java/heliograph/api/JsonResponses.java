package heliograph.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.edge.ClientAddress;
import heliograph.event.Nip19;
import heliograph.event.PublicKey;
import heliograph.event.Sha256;
import heliograph.statistics.Statistics;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
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
import jakarta.ws.rs.core.UriBuilder;
import java.io.StringReader;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The common work of all resources: reads parameters, and answers with an entity tag. */
final class JsonResponses {
  /**
   * Writes records as objects: names with underscores, in alphabetical order; empty components are
   * left out.
   */
  private static final Jsonb JSON =
      JsonbBuilder.create(
          new JsonbConfig()
              .withPropertyNamingStrategy(PropertyNamingStrategy.LOWER_CASE_WITH_UNDERSCORES)
              .withPropertyOrderStrategy(PropertyOrderStrategy.LEXICOGRAPHICAL)
              .withAdapters(new KeyInHex()));

  private static final MediaType JSON_TYPE = MediaType.APPLICATION_JSON_TYPE.withCharset("utf-8");
  private static final MediaType CSV_TYPE =
      new MediaType("text", "csv", Map.of("charset", "utf-8", "header", "present"));

  /** The pattern of public keys in parameters. */
  static final String KEY_PATTERN = "^([0-9a-f]{64}|npub1[02-9ac-hj-np-z]{58})$";

  private static final String GZIP_TAG = "-gzip";
  private static final String MAX_TEXT = Long.toString(Long.MAX_VALUE);

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

  /** Reads a key in hex or in a form of NIP-19. */
  static PublicKey key(String text) {
    try {
      return Nip19.publicKey(text);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("not a public key: " + e.getMessage());
    }
  }

  /** Returns a whole number within a range, in ASCII digits without a sign. */
  static int number(String name, String text, int min, int max) {
    return (int) longNumber(name, text, min, max);
  }

  /** Returns a whole number of 64 bits within a range, in ASCII digits without a sign. */
  static long longNumber(String name, String text, long min, long max) {
    if (isWhole(text)) {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw Problem.badRequest(
        max == Long.MAX_VALUE
            ? "%s must be a whole number from %d on".formatted(name, min)
            : "%s must be a whole number from %d to %d".formatted(name, min, max));
  }

  /** Returns whether a text is a number that a {@code long} can hold, without needless zeros. */
  private static boolean isWhole(String text) {
    int length = text.length();
    if (length < 1 || length > MAX_TEXT.length() || length > 1 && text.charAt(0) == '0') {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return length < MAX_TEXT.length() || text.compareTo(MAX_TEXT) <= 0;
  }

  /** Returns the statistics; 503 where they are switched off. */
  static Statistics statistics(StatisticsSource source) {
    return source
        .statistics()
        .orElseThrow(() -> Problem.unavailable("this relay keeps no statistics"));
  }

  /**
   * Returns the document of a question in JSON after its turn in the queue, or 304 if the client
   * has it.
   */
  static CompletionStage<Response> later(
      QuestionQueue desk, HttpServletRequest request, Supplier<Object> question) {
    Asked asked = Asked.of(request);
    return inTurn(desk, request, () -> answer(asked, question.get()));
  }

  /** Returns the table of a question after its turn in the queue, in JSON or CSV as requested. */
  static CompletionStage<Response> table(
      QuestionQueue desk,
      HttpServletRequest request,
      FormatParameters format,
      Supplier<Record> question) {
    Asked asked = Asked.of(request, format);
    UriBuilder here =
        UriBuilder.fromUri(request.getRequestURI()).replaceQuery(request.getQueryString());
    return inTurn(
        desk,
        request,
        () -> asked.csv() ? csv(asked, question.get(), here) : answer(asked, question.get()));
  }

  /**
   * Returns an answer that is made when its turn comes. Faults are answered here, because RESTEasy
   * logs each fault of a stage with its stack trace.
   */
  static CompletionStage<Response> inTurn(
      QuestionQueue desk, HttpServletRequest request, Supplier<Response> answer) {
    return desk.ask(ClientAddress.networkOf(request), answer).exceptionally(ProblemMapper::answer);
  }

  /** Returns a document in JSON without the queue, or 304 if the client has it. */
  static Response now(HttpServletRequest request, Object document) {
    return answer(new Asked(Asked.of(request).known(), false, false), document);
  }

  private static Response answer(Asked asked, Object document) {
    return json(asked, JSON.toJson(document).getBytes(UTF_8));
  }

  /** Returns 200, or 304, with a document that is already JSON. */
  static Response json(Asked asked, byte[] bytes) {
    return ok(asked, bytes, compressed(asked, bytes), JSON_TYPE).build();
  }

  /** Returns 200, or 304, with the description, which is already compressed. */
  static Response description(Asked asked, Description document) {
    Optional<byte[]> gzip = Optional.of(document.gzip()).filter(any -> asked.gzip());
    return ok(asked, document.bytes(), () -> gzip, JSON_TYPE).build();
  }

  /** Returns 200, or 304, with a table; the next page is in a Link header. */
  private static Response csv(Asked asked, Record document, UriBuilder here) {
    try (JsonReader reader = Json.createReader(new StringReader(JSON.toJson(document)))) {
      JsonObject object = reader.readObject();
      byte[] bytes = Csv.of(document, object);
      Response.ResponseBuilder answer = ok(asked, bytes, compressed(asked, bytes), CSV_TYPE);
      if (object.get("next") instanceof JsonString next) {
        answer.link(here.replaceQueryParam("after", next.getString()).build(), "next");
      }
      return answer.build();
    }
  }

  private static Supplier<Optional<byte[]>> compressed(Asked asked, byte[] bytes) {
    return asked.gzip() && bytes.length >= Gzip.BYTES_MIN
        ? () -> Optional.of(Gzip.fast(bytes))
        : Optional::empty;
  }

  /**
   * Returns 200 with an entity tag, or 304 if the client has the answer in either encoding.
   *
   * @param gzip returns the compressed answer, if it is to be compressed; not called for a 304
   */
  private static Response.ResponseBuilder ok(
      Asked asked, byte[] bytes, Supplier<Optional<byte[]>> gzip, MediaType type) {
    String tag = Sha256.hex(bytes).substring(0, 24);
    Response.ResponseBuilder answer;
    if (names(asked.known(), tag)) {
      answer = Response.notModified(new EntityTag(tag));
    } else if (names(asked.known(), tag + GZIP_TAG)) {
      answer = Response.notModified(new EntityTag(tag + GZIP_TAG));
    } else {
      Optional<byte[]> compressed = gzip.get();
      answer =
          compressed
              .map(made ->
                  Response.ok(made, type)
                      .tag(new EntityTag(tag + GZIP_TAG))
                      .header("Content-Encoding", "gzip"))
              .orElseGet(() -> Response.ok(bytes, type).tag(new EntityTag(tag)));
    }
    return answer.header("Cache-Control", "no-cache").header("Vary", "Accept, Accept-Encoding");
  }

  /** Returns 200 with the result of an action, in JSON. */
  static Response done(Object document) {
    return Response.ok(JSON.toJson(document).getBytes(UTF_8), JSON_TYPE).build();
  }

  /** Returns whether a list of entity tags (RFC 9110 §13.1.2) has this one, weak or strong. */
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
