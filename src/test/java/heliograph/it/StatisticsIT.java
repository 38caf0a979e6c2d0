package heliograph.it;

import static heliograph.Eventually.eventually;
import static heliograph.it.ApiClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.cli.Launcher;
import heliograph.database.TestDatabase;
import heliograph.statistics.GraphRows;
import heliograph.statistics.StatisticsRows;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The statistics as a program asks for them, of a relay whose database has known rows. */
class StatisticsIT {
  private static final String PASSWORD = "correct horse battery";

  /** The key of the fifth account, as people write it. */
  private static final String FIVE =
      "npub1q5zs2pg9q5zs2pg9q5zs2pg9q5zs2pg9q5zs2pg9q5zs2pg9q5zsmgv3u5";

  @TempDir private static Path folder;
  private static TestDatabase database;
  private static Instant noon;
  private static Process relay;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    noon = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(12, ChronoUnit.HOURS);
    database = new TestDatabase();
    StatisticsRows.fill(database, noon);
    GraphRows.fill(database);
    database.execute(
        "UPDATE graph_generation SET published_at = now() WHERE id = 2"); // so that none runs
    port = Launcher.freePort();
    relay = run(folder, port, database.address().port(), database.address().database());
    eventually(
        "status(port, '/overview') to be 200",
        () -> status(port, "/overview"),
        found -> found == 200);
  }

  private static Process run(Path data, int port, int databasePort, String name) throws Exception {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "HELIOGRAPH_ANALYTICS_ENABLED",
                "true",
                "HELIOGRAPH_API_PASSWORD",
                PASSWORD,
                "DB_HOST",
                "127.0.0.1",
                "DB_PORT",
                "" + databasePort,
                "DB_NAME",
                name,
                "DB_USER",
                database.address().user(),
                "DB_PASSWORD",
                database.address().password()));
    return Launcher.startRelay(environment, data, port);
  }

  @AfterAll
  static void stop() {
    relay.destroy();
    relay.onExit().join();
    database.close();
  }

  private static HttpResponse<String> get(int port, String path, String... headers) {
    return ApiClient.get(URI.create("http://127.0.0.1:" + port + "/api/v1" + path), headers);
  }

  private static int status(int port, String path) {
    return get(port, path).statusCode();
  }

  private static JsonArray items(String path, String name) throws Exception {
    HttpResponse<String> answer = get(port, path);
    assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
    return json(answer).getJsonArray(name);
  }

  private static String password() {
    return ApiClient.basic("admin:" + PASSWORD);
  }

  @Test
  void publicPaths_answerWithTheFiguresOfTheDatabase() throws Exception {
    assertThat(json(get(port, "/overview")).getInt("accepted")).isEqualTo(60);
    assertThat(items("/events?name=relay.req&interval=month", "events")).isNotEmpty();
    assertThat(items("/kinds", "kinds").getJsonObject(0).getInt("accepted")).isEqualTo(12);
    assertThat(items("/rejections", "rejections").getJsonObject(0).getString("reason"))
        .isEqualTo("rate-limited");
    assertThat(items("/requests", "requests").getJsonObject(0).getInt("addresses")).isEqualTo(1);
    assertThat(
            items("/requests?interval=hour&from=" + noon.minus(14, ChronoUnit.HOURS), "requests"))
        .hasSize(3);
    assertThat(items("/top-requested?kind=3", "keys")).hasSize(3);
    assertThat(items("/relays", "relays").getJsonObject(0).getString("url")).isEqualTo("wss://b");
    assertThat(items("/jobs", "jobs").toString()).contains("partitions").doesNotContain("secret");
  }

  @Test
  void graphPaths_answerWithWhatTheLastRunFound() throws Exception {
    assertThat(json(get(port, "/graph")).getJsonObject("detail").getInt("accounts")).isEqualTo(6);
    JsonObject cluster = items("/clusters", "clusters").getJsonObject(0);
    assertThat(cluster.getJsonArray("reasons")).hasSize(2);
    assertThat(items("/clusters/" + cluster.getString("cluster") + "/members", "members"))
        .hasSize(2);
    assertThat(items("/communities/0/members", "members")).hasSize(4);
    assertThat(items("/trust", "accounts").getJsonObject(0).getInt("rank")).isEqualTo(100);
    for (String key : List.of(GraphRows.key(5), FIVE)) {
      JsonObject trust = json(get(port, "/trust/" + key));
      assertThat(trust.getString("pubkey")).isEqualTo(GraphRows.key(5));
      assertThat(trust.getInt("rank")).isEqualTo(1);
    }
    assertThat(items("/trends?days=7&by=lost&limit=2", "accounts")).hasSize(2);
    assertThat(items("/trends/" + FIVE + "?from=2026-03-01&to=2026-04-01", "days")).isEmpty();
    assertThat(status(port, "/trust/nobody")).isEqualTo(400);
    assertThat(status(port, "/trends?days=2")).isEqualTo(400);
  }

  @Test
  void spamCandidates_haveTheNumberOfTheirStoredEvents() throws Exception {
    JsonObject answer = json(get(port, "/spam-candidates", "Authorization", password()));
    assertThat(answer.getJsonArray("accounts").getValuesAs(JsonObject.class))
        .isNotEmpty()
        .allSatisfy(candidate -> assertThat(candidate.getInt("events")).isZero());
  }

  @Test
  void pages_followEachOtherToTheEnd() throws Exception {
    JsonObject first = json(get(port, "/top-requested?limit=3"));
    assertThat(first.getJsonArray("keys")).hasSize(3);
    JsonObject second = json(get(port, "/top-requested?limit=3&after=" + first.getString("next")));
    assertThat(second.getJsonArray("keys")).hasSize(2);
    assertThat(second).doesNotContainKey("next");
  }

  @Test
  void answer_thatTheClientHas_isNotSentAgain() throws Exception {
    String tag = get(port, "/kinds").headers().firstValue("ETag").orElseThrow();
    assertThat(get(port, "/kinds", "If-None-Match", tag).statusCode()).isEqualTo(304);
  }

  @Test
  void question_thatIsWrong_isAProblemDocument() throws Exception {
    for (String path :
        List.of(
            "/kinds?limit=0",
            "/kinds?limit=many",
            "/kinds?after=nonsense",
            "/events?interval=year",
            "/events?from=yesterday",
            "/events?from=2020-01-01&to=2022-01-01",
            "/events?interval=hour&from=2026-01-01&to=2026-02-01",
            "/top-requested?kind=x")) {
      HttpResponse<String> answer = get(port, path);
      assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(400);
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/problem+json");
      assertThat(json(answer).getString("detail")).isNotBlank();
    }
    assertThat(status(port, "/nosuch")).isEqualTo(404);
  }

  @Test
  void administratorsPaths_takeAProof() throws Exception {
    for (String path :
        List.of("/storage", "/partitions", "/pools", "/jobs/daily/runs", "/spam-candidates")) {
      assertThat(status(port, path)).as(path).isEqualTo(401);
      assertThat(get(port, path, "Authorization", password()).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(json(get(port, "/pools", "Authorization", password())))
        .containsKeys("write", "read", "writePoolSize", "readPoolSize")
        .containsKeys("writeIdleCount", "readIdleCount")
        .containsKeys("writeWaitingCount", "readWaitingCount");
    assertThat(get(port, "/jobs/daily/runs", "Authorization", password()).body())
        .contains("a secret");
    assertThat(get(port, "/partitions", "Authorization", password()).body()).contains("DEFAULT");
    assertThat(json(get(port, "/storage", "Authorization", password())).getJsonArray("snapshots"))
        .hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void databaseThatIsAway_is503AndSaysNothingOfWhere() throws Exception {
    Path other = Files.createDirectories(folder.resolve("away"));
    int free = Launcher.freePort();
    int nothing = Launcher.freePort();
    Process lonely = run(other, free, nothing, "nothing");
    try {
      HttpResponse<String> answer = get(free, "/overview");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/problem+json");
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.body()).doesNotContain("" + nothing);
      HttpResponse<String> pools = get(free, "/pools", "Authorization", password());
      assertThat(pools.statusCode()).isEqualTo(200);
      assertThat(json(pools).getBoolean("write")).isFalse();
    } finally {
      lonely.destroy();
      lonely.onExit().join();
    }
  }

  @Test
  void answers_areAsTheDocumentDescribesThem() throws Exception {
    JsonObject document = json(get(port, "/openapi.json"));
    AnswerCheck check = new AnswerCheck(document);
    for (String path :
        List.of(
            "/overview",
            "/events",
            "/kinds",
            "/rejections",
            "/requests",
            "/top-requested",
            "/storage",
            "/relays",
            "/muted",
            "/interests",
            "/jobs",
            "/partitions",
            "/pools",
            "/graph",
            "/clusters",
            "/communities",
            "/trust",
            "/trends",
            "/spam-candidates")) {
      check.check(path, json(get(port, path, "Authorization", password())));
    }
    check.check("/trust/{pubkey}", json(get(port, "/trust/" + GraphRows.key(5))));
    check.check("/trends/{pubkey}", json(get(port, "/trends/" + GraphRows.key(1))));
    check.check("/communities/{community}/members", json(get(port, "/communities/0/members")));
    check.check(
        "/jobs/{job}/runs", json(get(port, "/jobs/daily/runs", "Authorization", password())));
  }
}
