package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.client.NetworkFault;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;

/** HTTP requests to a relay, which is named by its WebSocket address. Stateless. */
final class RelayHttp {
  private static final int BYTES_MAX = 64 << 20;

  /** An answer, with {@link #BYTES_MAX} bytes of its body at most. */
  record Answer(int status, String body) {}

  private RelayHttp() {}

  /**
   * Returns the address of HTTP requests to a relay.
   *
   * @throws IllegalArgumentException if its scheme is not ws, wss, http or https
   */
  static URI address(URI relay) {
    String scheme = Optional.ofNullable(relay.getScheme()).orElse("");
    String path = relay.getRawPath() == null || relay.getRawPath().isEmpty() ? "/" : "";
    return switch (scheme) {
      case "ws", "wss" -> URI.create("http" + relay.toString().substring(2) + path);
      case "http", "https" -> URI.create(relay + path);
      default ->
          throw new IllegalArgumentException(
              "not the address of a relay, which begins with ws:// or wss://: " + relay);
    };
  }

  /**
   * Sends a request without following redirects.
   *
   * @throws IOException if there is no answer, or it is a redirect; the message is for people
   */
  static Answer send(HttpRequest request) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      Optional<String> elsewhere = response.headers().firstValue("Location");
      if (response.statusCode() / 100 == 3 && elsewhere.isPresent()) {
        throw new IllegalStateException(
            "the relay is at " + elsewhere.get() + ": name it by --relay");
      }
      try (InputStream body = response.body()) {
        return new Answer(response.statusCode(), new String(body.readNBytes(BYTES_MAX), UTF_8));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "cannot call " + request.uri() + ": " + NetworkFault.words(e), e);
    } finally {
      client.shutdownNow();
    }
  }
}
