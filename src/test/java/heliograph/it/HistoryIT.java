package heliograph.it;

import static heliograph.Eventually.eventually;
import static heliograph.it.ApiClient.basic;
import static heliograph.it.ApiClient.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API's manners and the time capsule, as a program meets them. */
class HistoryIT {
  private static final Key ADMIN = Key.of(9_001);
  private static final Key ALICE = Key.of(9_002);
  private static final String OPEN = "heliograph.api.access=public";
  private static final long NOW = System.currentTimeMillis() / 1_000;

  @TempDir private static Path folder;
  private static OperatedRelay relay;

  @BeforeAll
  static void start() throws Exception {
    relay = new OperatedRelay(folder, settings(OPEN));
  }

  @AfterAll
  static void stop() {
    relay.close();
  }

  private static String[] settings(String access) {
    return new String[] {
      "heliograph.archive.keep=all",
      "heliograph.admin.pubkeys=" + ADMIN.pubkey(),
      "heliograph.api.password=correct horse battery",
      access
    };
  }

  private static HttpResponse<String> get(String path, String... headers) {
    return ApiClient.get(relay.http("/api/v1" + path), headers);
  }

  private static NostrEvent relayList(long at, List<List<String>> tags) {
    return TestEvents.signed(ALICE, 10_002, at, tags, "");
  }

  private static String proof(Key key, String path) {
    NostrEvent proof =
        TestEvents.signed(
            key,
            27_235,
            System.currentTimeMillis() / 1_000,
            List.of(
                List.of("u", relay.http("/api/v1" + path).toString()), List.of("method", "GET")),
            "");
    return "Nostr " + Base64.getEncoder().encodeToString(proof.json());
  }

  @Test
  void history_ofARelayList_saysWhatEachVersionChanged() throws Exception {
    NostrEvent first =
        relayList(NOW - 20, List.of(List.of("r", "wss://a"), List.of("r", "wss://b")));
    NostrEvent second =
        relayList(NOW - 10, List.of(List.of("r", "wss://a", "read"), List.of("r", "wss://c")));
    try (RelayClient client = relay.client()) {
      client.publish(first);
      client.publish(second);
    }

    HttpResponse<String> answer = get("/history/" + ALICE.pubkey() + "/10002");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    List<JsonObject> changes = json(answer).getJsonArray("changes").getValuesAs(JsonObject.class);
    assertThat(changes)
        .extracting(change -> change.getString("id"))
        .containsExactly(second.id().hex(), first.id().hex());
    assertThat(changes.get(0).getJsonObject("difference").getJsonArray("relays").toString())
        .isEqualTo(
            "[{\"after\":\"read\",\"before\":\"both\",\"url\":\"wss://a\"},"
                + "{\"before\":\"both\",\"url\":\"wss://b\"},{\"after\":\"both\",\"url\":\"wss://c\"}]");
    assertThat(changes.get(1)).containsKey("replaced_at").doesNotContainKey("difference");
    assertThat(get("/history/" + ALICE.pubkey() + "/10002/events.jsonl").body())
        .isEqualTo(
            new String(second.json(), UTF_8) + "\n" + new String(first.json(), UTF_8) + "\n");
    assertThat(json(get("/history/" + ALICE.pubkey())).getJsonArray("addresses").toString())
        .contains("\"kind\":10002", "\"versions\":1");
    AnswerCheck check = new AnswerCheck(json(get("/openapi.json")));
    check.check("/history/{pubkey}", json(get("/history/" + ALICE.pubkey())));
    check.check("/history/{pubkey}/{kind}", json(answer));

    String tag = answer.headers().firstValue("ETag").orElseThrow();
    assertThat(get("/history/" + ALICE.pubkey() + "/10002", "If-None-Match", tag).statusCode())
        .isEqualTo(304);
  }

  @Test
  void history_ofOneSecond_isOnItsPages() throws Exception {
    Key author = Key.of(9_010);
    List<NostrEvent> versions = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      versions.add(TestEvents.signed(author, 0, NOW - 20, List.of(), "{\"name\":\"" + i + "\"}"));
    }
    // Of two of one second the lower id is kept, so that each of these replaces the one before.
    versions.sort(Comparator.comparing(NostrEvent::id).reversed());
    try (RelayClient client = relay.client()) {
      for (NostrEvent version : versions) {
        assertThat(client.publish(version)).startsWith("true");
      }
    }
    List<String> ids = versions.reversed().stream().map(event -> event.id().hex()).toList();
    AnswerCheck check = new AnswerCheck(json(get("/openapi.json")));

    List<String> changes = new ArrayList<>();
    String page = "/history/" + author.pubkey() + "/0?limit=2";
    Optional<String> before = Optional.of("");
    while (before.isPresent()) {
      JsonObject answer = json(get(page + before.get()));
      check.check("/history/{pubkey}/{kind}", answer);
      answer
          .getJsonArray("changes")
          .getValuesAs(JsonObject.class)
          .forEach(change -> changes.add(change.getString("id")));
      before = Optional.of(answer.getString("older", "")).filter(text -> !text.isEmpty());
      before = before.map(text -> "&before=" + text);
    }
    List<String> lines = new ArrayList<>();
    Optional<URI> next =
        Optional.of(relay.http("/api/v1/history/" + author.pubkey() + "/0/events.jsonl?limit=2"));
    while (next.isPresent()) {
      HttpResponse<String> answer = ApiClient.get(next.get());
      answer.body().lines().forEach(line -> lines.add(line));
      next =
          answer
              .headers()
              .firstValue("Link")
              .map(link -> URI.create(link.substring(1, link.indexOf('>'))));
    }

    assertThat(changes).isEqualTo(ids);
    assertThat(lines)
        .isEqualTo(
            versions.reversed().stream().map(event -> new String(event.json(), UTF_8)).toList());
  }

  @Test
  void request_thatIsWrong_isAProblemDocument() throws Exception {
    for (String path :
        List.of(
            "/history/nobody",
            "/history/" + ALICE.pubkey() + "/1",
            "/history/" + ALICE.pubkey() + "/abc",
            "/history/" + ALICE.pubkey() + "/0?limit=0",
            "/history/" + ALICE.pubkey() + "/0?limit=abc",
            "/history/" + ALICE.pubkey() + "/0?limit=101",
            "/history/" + ALICE.pubkey() + "/0?limit=9999999999",
            "/history/" + ALICE.pubkey() + "/0?before=abc",
            "/history/" + ALICE.pubkey() + "/0?before=-5",
            "/history/" + ALICE.pubkey() + "/0?before=5-",
            "/history/" + ALICE.pubkey() + "/0?before=5-abc",
            "/history/" + ALICE.pubkey() + "/0?before=-" + ALICE.pubkey(),
            "/history/" + ALICE.pubkey() + "/0?before=5-" + "g".repeat(64),
            "/history/" + ALICE.pubkey() + "/0?before=05-" + ALICE.pubkey(),
            "/history/" + ALICE.pubkey() + "/abc/events.jsonl",
            "/history/" + ALICE.pubkey() + "/0/events.jsonl?before=abc",
            "/history/" + ALICE.pubkey() + "/0/events.jsonl?limit=abc")) {
      HttpResponse<String> answer = get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(400);
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/problem+json");
      assertThat(json(answer)).containsKeys("type", "title", "status", "detail");
    }
    assertThat(get("/nosuch").statusCode()).isEqualTo(404);
    assertThat(get("/history/" + Key.of(9_009).pubkey() + "/0/events.jsonl").statusCode())
        .isEqualTo(404);
  }

  @Test
  void statistics_switchedOff_areAProblemDocument() throws Exception {
    HttpResponse<String> answer = get("/overview");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(json(answer).getString("detail")).contains("no statistics");
  }

  @Test
  void answer_toAPageOfAnotherOrigin_mayBeRead() throws Exception {
    HttpResponse<String> answer =
        get("/history/" + ALICE.pubkey(), "Origin", "https://dashboard.example");

    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
  }

  @Test
  void access_forAdministrators_takesAProofAndNothingElse() throws Exception {
    String path = "/history/" + ALICE.pubkey();
    relay.configure(settings("heliograph.api.access=admin"));
    eventually("status(path) to be 401", () -> status(path), found -> found == 401);
    try {
      assertThat(status("/openapi.json")).as("the description too").isEqualTo(401);
      String proof = proof(ADMIN, path);
      assertThat(get(path, "Authorization", proof).statusCode()).isEqualTo(200);
      assertThat(get(path, "Authorization", proof).statusCode()).as("read again").isEqualTo(200);
      assertThat(get(path, "Authorization", proof(ALICE, path)).statusCode()).isEqualTo(403);
      assertThat(get(path, "Authorization", proof(ADMIN, path + "/0")).statusCode())
          .as("a proof for another address")
          .isEqualTo(401);
      assertThat(get(path, "Authorization", basic("admin:correct horse battery")).statusCode())
          .isEqualTo(200);
      assertThat(get(path, "Authorization", basic("admin:wrong")).statusCode()).isEqualTo(401);
      assertThat(get(path, "Authorization", basic("admin:")).statusCode()).isEqualTo(401);
      assertThat(
              get(
                      path,
                      "Authorization",
                      basic("admin:correct horse battery"),
                      "X-Forwarded-For",
                      "203.0.113.9")
                  .statusCode())
          .as("a password that came over the network in the clear")
          .isEqualTo(401);
    } finally {
      relay.configure(settings(OPEN));
      eventually("status(path) to be 200", () -> status(path), found -> found == 200);
    }
  }

  private static int status(String path) {
    try {
      return get(path).statusCode();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
