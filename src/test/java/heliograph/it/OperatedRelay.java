package heliograph.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.cli.Launcher;
import heliograph.event.Hex;
import heliograph.event.NostrEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;

/** A relay of one's own with a settings file, and the administrator's way to manage it. */
final class OperatedRelay implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Path folder;
  private final Path settings;
  private final int port;
  private Process process;

  OperatedRelay(Path folder, String... lines) throws IOException {
    this.folder = folder;
    settings = folder.resolve("relay.properties");
    port = Launcher.freePort();
    configure(lines);
    start();
  }

  void start() throws IOException {
    process = Launcher.startRelay(folder, port, "--config", settings.toString());
  }

  /** Replaces the settings; the relay notices by itself. */
  void configure(String... lines) throws IOException {
    Path fresh = Files.write(folder.resolve("fresh.properties"), List.of(lines));
    Files.move(fresh, settings, StandardCopyOption.REPLACE_EXISTING);
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  Path folder() {
    return folder;
  }

  URI http(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  RelayClient client() {
    return new RelayClient(URI.create("ws://127.0.0.1:" + port + "/"));
  }

  /** A client that a proxy asks for. */
  RelayClient clientBehindProxy(String forwardedFor) {
    URI address = URI.create("ws://127.0.0.1:" + port + "/");
    return new RelayClient(address, "X-Forwarded-For", forwardedFor);
  }

  /** What {@code path} answers. */
  String get(String path) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(http(path)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** A proof for one call, as NIP-98 and NIP-86 ask for it. */
  NostrEvent proof(Key key, String body) throws Exception {
    String payload = Hex.encode(MessageDigest.getInstance("SHA-256").digest(body.getBytes(UTF_8)));
    return TestEvents.signed(
        key,
        27_235,
        System.currentTimeMillis() / 1_000,
        List.of(
            List.of("u", http("/").toString()),
            List.of("method", "POST"),
            List.of("payload", payload),
            List.of("nonce", "" + System.nanoTime())),
        "");
  }

  /** The status and body of a management call with this Authorization header. */
  String post(String authorization, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(http("/"))
            .header("Content-Type", "application/nostr+json+rpc")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    HttpResponse<String> response =
        HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  static String header(NostrEvent proof) {
    return "Nostr " + Base64.getEncoder().encodeToString(proof.json());
  }

  /** Calls a method as an administrator; returns the body, which must come with 200. */
  String call(Key admin, String method, String params) throws Exception {
    String body = "{\"method\":\"" + method + "\",\"params\":" + params + "}";
    String answer = post(header(proof(admin, body)), body);
    if (!answer.startsWith("200 ")) {
      throw new AssertionError(answer);
    }
    return answer.substring(4);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
