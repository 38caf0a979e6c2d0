package heliograph.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The OpenAPI document of the build in the form in which it is sent: with the context path of the
 * relay, and compressed once. Thread-safe.
 */
final class Description {
  static final String PATH = "/api/v1/openapi.json";

  private static final String FILE = "/openapi/openapi.json";
  private static final JsonObject DOCUMENT = read();
  private static final AtomicReference<Description> LAST =
      new AtomicReference<>(new Description("/"));

  private final String server;
  private final byte[] bytes;
  private final byte[] gzip;

  private Description(String server) {
    this.server = server;
    bytes =
        Json.createObjectBuilder(DOCUMENT)
            .add(
                "servers",
                Json.createArrayBuilder().add(Json.createObjectBuilder().add("url", server)))
            .build()
            .toString()
            .getBytes(UTF_8);
    gzip = Gzip.best(bytes);
  }

  private static JsonObject read() {
    try (InputStream in = Description.class.getResourceAsStream(FILE);
        JsonReader reader = Json.createReader(Objects.requireNonNull(in, FILE))) {
      return reader.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException("the description is missing from the archive", e);
    }
  }

  /** Returns the document as the build made it. */
  static JsonObject document() {
    return DOCUMENT;
  }

  /**
   * Returns the document of a server that runs the relay under a context path.
   *
   * @param context path; empty for the root
   */
  static Description under(String context) {
    String server = Optional.of(context).filter(path -> !path.isEmpty()).orElse("/");
    Description last = LAST.get();
    if (!last.server.equals(server)) {
      last = new Description(server);
      LAST.set(last);
    }
    return last;
  }

  byte[] bytes() {
    return bytes;
  }

  byte[] gzip() {
    return gzip;
  }
}
