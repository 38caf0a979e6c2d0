package heliograph.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.Sha256;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A relay of one's own, and those who ask it for things: nobody known, strangers and its staff. */
final class AskedRelay implements AutoCloseable {
  static final Key ADMIN = Key.of(9_101);
  static final Key VIEWER = Key.of(9_102);
  static final Key AUTHOR = Key.of(9_103);
  static final Key PARTY = Key.of(9_104);
  static final Key STRANGER = Key.of(9_105);
  static final Key MODERATOR = Key.of(9_106);
  static final String NOBODY = "nobody";

  private static final Map<String, Key> KEYS =
      Map.of(
          "admin",
          ADMIN,
          "moderator",
          MODERATOR,
          "viewer",
          VIEWER,
          "author",
          AUTHOR,
          "party",
          PARTY,
          "stranger",
          STRANGER);

  static final List<String> PERSONS =
      List.of(NOBODY, "stranger", "party", "author", "viewer", "moderator", "admin");

  private final OperatedRelay relay;

  AskedRelay(Path folder) throws IOException {
    relay = new OperatedRelay(folder, settings());
  }

  OperatedRelay relay() {
    return relay;
  }

  /** Replaces the settings by the usual ones and {@code more}; the relay notices by itself. */
  void configure(String... more) throws IOException {
    relay.configure(settings(more));
  }

  private static String[] settings(String... more) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "heliograph.archive.keep=all",
                "heliograph.admin.pubkeys=" + ADMIN.pubkey(),
                "heliograph.admin.moderators=" + MODERATOR.pubkey(),
                "heliograph.admin.viewers=" + VIEWER.pubkey(),
                "heliograph.auth.private-kinds=4,1059,21059,31234"));
    lines.addAll(List.of(more));
    return lines.toArray(String[]::new);
  }

  HttpResponse<String> get(String person, String path) {
    Key key = KEYS.get(person);
    return key == null
        ? ApiClient.get(relay.http("/api/v1" + path))
        : ApiClient.get(relay.http("/api/v1" + path), "Authorization", proof(key, path));
  }

  int post(String person, String path, String body) {
    URI url = relay.http("/api/v1" + path);
    Key key = KEYS.get(person);
    return post(url, body, key == null ? "" : proof(url, key, "POST", body));
  }

  /** The status of a POST of JSON; an empty {@code authorization} is not sent. */
  static int post(URI url, String body, String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return ApiClient.send(request.build()).statusCode();
  }

  String proof(Key key, String path) {
    return proof(relay.http("/api/v1" + path), key, "GET", "");
  }

  /** A proof for one call (NIP-98), good once. */
  static String proof(URI url, Key key, String method, String body) {
    return OperatedRelay.header(
        TestEvents.signed(
            key,
            27_235,
            System.currentTimeMillis() / 1_000,
            List.of(
                List.of("u", url.toString()),
                List.of("method", method),
                List.of("payload", Sha256.hex(body.getBytes(UTF_8))),
                List.of("nonce", "" + System.nanoTime())),
            ""));
  }

  /** The ids that a REQ of one address shows a person, or the prefix of its refusal. */
  String requested(String person, Key author, int kind, String d) {
    try (RelayClient client = relay.client()) {
      Key key = KEYS.get(person);
      if (key != null) {
        assertThat(client.authenticate(key)).startsWith("true");
      }
      client.send(
          "[\"REQ\",\"r\",{\"authors\":[\"%s\"],\"kinds\":[%d],\"#d\":[\"%s\"]}]"
              .formatted(author.pubkey(), kind, d));
      List<String> ids = new ArrayList<>();
      while (true) {
        String message = client.next();
        if (message.startsWith("[\"CLOSED\",\"r\",\"")) {
          return message.substring(15, message.indexOf(':'));
        }
        if (message.startsWith("[\"EOSE\"")) {
          return ids.toString();
        }
        ids.add(RelayClient.eventId(message, "r"));
      }
    }
  }

  @Override
  public void close() {
    relay.close();
  }
}
