package heliograph.it;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.cli.Launcher;
import heliograph.database.TestDatabase;
import heliograph.event.NostrEvent;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A purge from its preview to its undoing, as an administrator does it over HTTP. */
class PurgesIT {
  private static final String PASSWORD = "correct horse battery";
  private static final Key ADMIN = Key.of(9_111);
  private static final Key MODERATOR = Key.of(9_112);
  private static final Key VIEWER = Key.of(9_113);
  private static final String PURGES = "/api/v1/admin/purges";

  @TempDir private Path folder;
  private final TestDatabase database = new TestDatabase();
  private final Key spammer = Key.of(1);
  private Process relay;
  private int port;

  @AfterEach
  void stop() {
    if (relay != null) {
      relay.destroy();
      relay.onExit().join();
    }
    database.close();
  }

  private void start() throws Exception {
    port = Launcher.freePort();
    relay =
        Launcher.startRelay(
            Map.ofEntries(
                Map.entry("HELIOGRAPH_ANALYTICS_ENABLED", "true"),
                Map.entry("HELIOGRAPH_API_PASSWORD", PASSWORD),
                Map.entry("HELIOGRAPH_ADMIN_PUBKEYS", ADMIN.pubkey()),
                Map.entry("HELIOGRAPH_ADMIN_MODERATORS", MODERATOR.pubkey()),
                Map.entry("HELIOGRAPH_ADMIN_VIEWERS", VIEWER.pubkey()),
                Map.entry("DB_HOST", "127.0.0.1"),
                Map.entry("DB_PORT", "" + database.address().port()),
                Map.entry("DB_NAME", database.address().database()),
                Map.entry("DB_USER", database.address().user()),
                Map.entry("DB_PASSWORD", database.address().password())),
            folder,
            port);
    eventually(
        "send('GET', PURGES, '', true).statusCode() to be 200",
        () -> send("GET", PURGES, "", true).statusCode(),
        found -> found == 200);
  }

  private HttpResponse<String> send(String method, String path, String body, boolean proven) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (proven) {
      request.header("Authorization", ApiClient.basic("admin:" + PASSWORD));
    }
    return ApiClient.send(request.build());
  }

  private JsonObject post(int status, String path, String body) {
    HttpResponse<String> answer = send("POST", path, body, true);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return ApiClient.json(answer);
  }

  /** The status of a POST with this key's proof. */
  private int postAs(Key key, String path, String body) {
    URI url = URI.create("http://127.0.0.1:" + port + path);
    return AskedRelay.post(url, body, AskedRelay.proof(url, key, "POST", body));
  }

  private RelayClient client() {
    return new RelayClient(URI.create("ws://127.0.0.1:" + port + "/"));
  }

  private void assertServed(NostrEvent event, boolean served) throws Exception {
    try (RelayClient client = client()) {
      client.send("[\"REQ\",\"s\",{\"ids\":[\"" + event.id().hex() + "\"]}]");
      assertThat(client.next()).startsWith(served ? "[\"EVENT\",\"s\"" : "[\"EOSE\",\"s\"");
    }
  }

  @Test
  void purge_previewedConfirmedAndUndone() throws Exception {
    start();
    NostrEvent spam = TestEvents.note(spammer, System.currentTimeMillis() / 1_000, "buy");
    try (RelayClient client = client()) {
      client.send("[\"EVENT\"," + TestEvents.text(spam) + "]");
      assertThat(client.next()).contains("true");
    }
    String question = "{\"reason\":\"spam\",\"pubkeys\":[\"" + spam.pubkey().hex() + "\"]}";

    assertThat(send("POST", PURGES, question, false).statusCode()).isEqualTo(401);
    for (Key key : List.of(VIEWER, MODERATOR)) {
      assertThat(postAs(key, PURGES, question)).isEqualTo(403);
    }
    assertThat(database.number("SELECT count(*) FROM purges")).isZero();
    JsonObject preview = post(200, PURGES, question);
    assertThat(preview.getJsonObject("purge").getString("requested_by")).isEqualTo("admin");
    assertThat(preview.getJsonArray("accounts").getJsonObject(0).getInt("events")).isEqualTo(1);
    assertServed(spam, true);

    String path = PURGES + "/" + preview.getJsonObject("purge").getInt("id");
    String token = "{\"token\":\"" + preview.getString("token") + "\"}";
    post(400, path + "/confirm", "{\"token\":\"0\"}");
    post(404, PURGES + "/99/confirm", token);
    for (Key key : List.of(VIEWER, MODERATOR)) {
      assertThat(postAs(key, path + "/confirm", token)).isEqualTo(403);
      assertThat(postAs(key, path + "/undo", token)).isEqualTo(403);
    }
    assertServed(spam, true);
    assertThat(post(200, path + "/confirm", token).getInt("removed")).isEqualTo(1);
    assertServed(spam, false);
    try (RelayClient client = client()) {
      client.send("[\"EVENT\"," + TestEvents.text(spam) + "]");
      assertThat(client.next()).contains("false", "blocked:");
    }
    post(409, path + "/confirm", token);

    assertThat(post(200, path + "/undo", token).getInt("restored")).isEqualTo(1);
    assertServed(spam, true);
    assertThat(send("GET", PURGES, "", true).body()).contains("\"state\":\"undone\"");
    assertThat(database.rows("SELECT DISTINCT actor FROM audit_log")).isEqualTo("admin");
    assertThat(postAs(ADMIN, PURGES, question)).as("an administrator by key").isEqualTo(200);
  }
}
