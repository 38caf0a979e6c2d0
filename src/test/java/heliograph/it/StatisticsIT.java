package heliograph.it;

import static heliograph.Eventually.eventually;
import static heliograph.it.ApiClient.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.cli.Launcher;
import heliograph.database.TestDatabase;
import heliograph.statistics.GraphRows;
import heliograph.statistics.StatisticsRows;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
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

  private static final String DASHBOARD = "deploy/grafana/heliograph.json";

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
  void parameters_thatAPathDoesNotTake_areRefused() throws Exception {
    for (String path :
        List.of(
            "/overview?x=1",
            "/kinds?limt=5",
            "/kinds?limit=5&limit=6",
            "/kinds?limit=",
            "/kinds?limit=1.5",
            "/kinds?limit=-1",
            "/kinds?limit=%2b5",
            "/kinds?limit=05",
            "/kinds?limit=99999999999",
            "/kinds?limit=%d9%a3",
            "/kinds?format=xml",
            "/kinds?to=9999-12-31",
            "/kinds?from=%2b12345-01-01",
            "/top-requested?kind=-1",
            "/top-requested?kind=65536",
            "/trends?days=-7",
            "/communities/-1/members",
            "/communities/99999999999/members",
            "/clusters/xyz/members",
            "/events?name=%00",
            "/openapi.json?pretty=true",
            "/graph?generation=1",
            "?x=1")) {
      HttpResponse<String> answer = get(port, path);
      assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(400);
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/problem+json");
      assertThat(json(answer).getString("detail")).isNotBlank();
    }
    assertThat(status(port, "/top-requested?kind=none")).isEqualTo(200);
  }

  @Test
  void thingsThatAreUnknown_areNotFound() {
    for (String path :
        List.of(
            "/clusters/99/members",
            "/communities/99/members",
            "/trends/" + "ee".repeat(32),
            "/nosuch",
            "/trust/x/y")) {
      HttpResponse<String> answer = get(port, path);
      assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(404);
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/problem+json");
      assertThat(answer.body()).doesNotContain("RESTEASY").doesNotContain("127.0.0.1");
    }
    assertThat(get(port, "/jobs/nope/runs", "Authorization", password()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void oddPaths_areAnsweredByTheRelay() throws Exception {
    URI server = URI.create("http://127.0.0.1:" + port);
    for (String path :
        List.of(
            "/api/v1/trust/%5c",
            "/api/v1//trust",
            "/api/v1/trust;x=1",
            "/api/v1/../v1/trust",
            "/api/v1/%2e%2e/v1/trust",
            "/api/v1/trust/%2f",
            "/api/v1/trust/%c0%ae",
            "/api/v1/clusters/" + "a".repeat(6_000) + "/members",
            "/api/v1/" + "a/".repeat(3_000))) {
      for (String method : List.of("GET", "POST")) {
        String answer = RawHttp.ask(server, method + " " + path + " HTTP/1.1", "Host: x");
        assertThat(answer).as(method + path).matches("(?s)HTTP/1.1 4\\d\\d .*");
        assertThat(answer.toLowerCase(Locale.ROOT))
            .as(method + path)
            .contains("application/problem+json")
            .doesNotContain("cwww")
            .doesNotContain("srve")
            .doesNotContain("resteasy")
            .doesNotContain("exception")
            .doesNotContain("<html");
      }
    }
  }

  @Test
  void controlCharacters_areRefusedByTheServer_withoutATrace() throws Exception {
    URI server = URI.create("http://127.0.0.1:" + port);
    for (String path :
        List.of("/api/v1/trust/%10", "/api/v1/admin/purges/%1F/undo", "/api/v1/trust/%zz")) {
      String answer = RawHttp.ask(server, "GET " + path + " HTTP/1.1", "Host: x");
      assertThat(answer).as(path).startsWith("HTTP/1.1 400 ");
      assertThat(answer).as(path).doesNotContain("Exception").doesNotContain("SRVE");
    }
  }

  @Test
  void index_linksWhatCanBeRead() throws Exception {
    for (String root : List.of("", "/")) {
      JsonObject index = json(get(port, root));
      assertThat(index.getJsonArray("links").getValuesAs(JsonObject.class))
          .hasSizeGreaterThan(25)
          .allSatisfy(link -> {
            if (!link.getBoolean("templated") && !link.getString("href").contains("/admin/")) {
              String href = link.getString("href").substring("/api/v1".length());
              assertThat(get(port, href, "Authorization", password()).statusCode())
                  .as(href)
                  .isEqualTo(200);
            }
          });
    }
    assertThat(json(get(port, "/openapi.json")).getJsonArray("servers").getJsonObject(0))
        .hasToString("{\"url\":\"/\"}");
  }

  @Test
  void tables_areSentAsCsv_toThoseWhoAsk() throws Exception {
    String byHeader = get(port, "/kinds?limit=2", "Accept", "text/csv").body();
    assertThat(byHeader).startsWith("kind,accepted,removed,last_at\r\n1,12,1,").endsWith("\r\n");
    HttpResponse<String> byName = get(port, "/kinds?limit=2&format=csv");
    assertThat(byName.body()).isEqualTo(byHeader);
    assertThat(byName.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/csv")
        .contains("charset=utf-8");
    assertThat(byName.headers().firstValue("Vary").orElse("")).contains("Accept");
    String next = byName.headers().firstValue("Link").orElseThrow();
    assertThat(next).contains("format=csv").contains("after=").contains("rel=\"next\"");
    String rest = next.substring(next.indexOf("/api/v1") + "/api/v1".length(), next.indexOf('>'));
    assertThat(get(port, rest).body()).startsWith("kind,accepted,removed,last_at\r\n7,");
    assertThat(get(port, "/communities/0/members?format=csv").body()).startsWith("pubkey\r\n");
    assertThat(get(port, "/jobs?format=csv").body()).startsWith("job,step,");
    assertThat(get(port, "/kinds", "Accept", "text/html").statusCode()).isEqualTo(406);
    assertThat(get(port, "/overview?format=csv").statusCode()).isEqualTo(400);
  }

  @Test
  void answers_areCompressed_forThoseWhoReadGzip() throws Exception {
    for (String path : List.of("/openapi.json", "/requests?interval=hour&from=" + noon)) {
      HttpResponse<String> plain = get(port, path);
      HttpResponse<byte[]> zipped = zipped(path, "");
      boolean isLong = plain.body().length() >= 1_024;
      assertThat(zipped.headers().firstValue("Content-Encoding").isPresent())
          .as(path)
          .isEqualTo(isLong);
      if (isLong) {
        byte[] bytes = new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes();
        assertThat(new String(bytes, UTF_8)).isEqualTo(plain.body());
        assertThat(zipped.body().length).isLessThan(bytes.length / 3);
        String tag = zipped.headers().firstValue("ETag").orElseThrow();
        assertThat(plain.headers().firstValue("ETag")).isPresent().get().isNotEqualTo(tag);
        assertThat(zipped(path, tag).statusCode()).isEqualTo(304);
      }
      assertThat(plain.headers().firstValue("Vary").orElse("")).contains("Accept-Encoding");
    }
    assertThat(get(port, "/openapi.json", "Accept-Encoding", "gzip;q=0").headers().map())
        .doesNotContainKey("content-encoding");
  }

  private static HttpResponse<byte[]> zipped(String path, String tag) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
            .header("Accept-Encoding", "br, gzip")
            .header("If-None-Match", tag)
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  @Test
  void preflight_isRememberedAndHasNoBody() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/trust"))
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Origin", "https://page.example")
            .header("Access-Control-Request-Method", "POST")
            .build();
    HttpResponse<String> answer = ApiClient.send(request);
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("Access-Control-Max-Age")).isPresent();
    assertThat(answer.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
        .contains("POST");
  }

  private static HttpResponse<String> post(String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return ApiClient.send(request.build());
  }

  @Test
  void trustOfManyKeys_isLookedUpAtOnce() throws Exception {
    String unknown = "ee".repeat(32);
    JsonArray accounts =
        json(post("/trust", "{\"pubkeys\":[\"%s\",\"%s\",\"%s\"]}".formatted(unknown, FIVE, FIVE)))
            .getJsonArray("accounts");
    assertThat(accounts).as("each once, in their order").hasSize(2);
    assertThat(accounts.getJsonObject(0).getBoolean("known")).isFalse();
    assertThat(accounts.getJsonObject(1)).isEqualTo(json(get(port, "/trust/" + FIVE)));
    String many = "\"" + unknown + "\",";
    for (String body :
        List.of(
            "",
            "[]",
            "{}",
            "{\"pubkeys\":[]}",
            "{\"pubkeys\":\"" + unknown + "\"}",
            "{\"pubkeys\":[\"nobody\"]}",
            "{\"pubkeys\":[1]}",
            "{\"pubkeys\":[\"" + unknown + "\"],\"x\":1}",
            "{\"pubkeys\":[" + many.repeat(200) + "\"" + unknown + "\"]}")) {
      assertThat(post("/trust", body).statusCode()).as(body).isEqualTo(400);
    }
    assertThat(post("/trust", " ".repeat(40_000)).statusCode()).isEqualTo(413);
  }

  @Test
  void bodiesOfPurges_thatAreWrong_areRefused() {
    for (String body :
        List.of(
            "{\"reason\":\"r\",\"candidates\":{\"limit\":-1}}",
            "{\"reason\":\"r\",\"candidates\":{\"limit\":1.5}}",
            "{\"reason\":\"r\",\"candidates\":{\"limit\":99999999999}}",
            "{\"reason\":\"r\",\"candidates\":{\"limit\":\"5\"}}",
            "{\"reason\":\"r\",\"candidates\":{\"score_min\":\"x\"}}",
            "{\"reason\":\"r\",\"candidates\":{\"score_min\":2}}",
            "{\"reason\":\"r\",\"candidates\":{\"scoremin\":1}}",
            "{\"reason\":\"r\",\"candidates\":[]}",
            "{\"reason\":1,\"candidates\":{}}",
            "{\"candidates\":{}}",
            "{\"reason\":\"r\"}",
            "{\"reason\":\"r\",\"pubkeys\":[],\"candidates\":{}}",
            "{\"reason\":\"r\",\"pubkeys\":[1]}",
            "{\"reason\":\"r\",\"candidates\":{},\"dry_run\":true}",
            "{\"reason\":" + "[".repeat(5_000),
            "nonsense")) {
      HttpResponse<String> answer = post("/admin/purges", body, "Authorization", password());
      assertThat(answer.statusCode()).as(body + answer.body()).isEqualTo(400);
    }
    for (String path : List.of("/admin/purges/0/confirm", "/admin/purges/x/undo")) {
      assertThat(post(path, "{\"token\":\"t\"}", "Authorization", password()).statusCode())
          .as(path)
          .isEqualTo(400);
    }
    assertThat(post("/admin/purges/1/confirm", "{}", "Authorization", password()).statusCode())
        .isEqualTo(400);
    assertThat(
            post("/admin/purges/1/confirm", "{\"token\":\"t\"}", "Authorization", password())
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void metricsOfRulesAndDashboard_areInAScrape() throws Exception {
    String scrape = ApiClient.get(URI.create("http://127.0.0.1:" + port + "/metrics")).body();
    Pattern name = Pattern.compile("(heliograph|jvm|process)_[a-z_]+");
    Set<String> scraped = new TreeSet<>();
    scrape
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> scraped.add(line.split("[{ ]", 2)[0]));
    Set<String> used = new TreeSet<>();
    for (String file : List.of("deploy/prometheus/heliograph.rules.yml", DASHBOARD)) {
      String text = Files.readString(Path.of(file));
      Pattern expression = Pattern.compile("expr\"?: *\"?(.*)");
      Matcher line = expression.matcher(text);
      while (line.find()) {
        Matcher found = name.matcher(line.group(1));
        while (found.find()) {
          used.add(found.group());
        }
      }
    }
    assertThat(used).hasSizeGreaterThan(15).allSatisfy(each -> assertThat(scraped).contains(each));
    assertThat(scrape).contains("heliograph_events_total{result=\"failed\"}");
  }

  @Test
  void commandsOfTheMonitorPage_answer() throws Exception {
    List<String> commands = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("docs/monitor.md"))) {
      if (line.startsWith("curl ")) {
        commands.add(line.replace("127.0.0.1:7447", "127.0.0.1:" + port));
      }
    }
    assertThat(commands).hasSizeGreaterThan(3);
    for (String command : commands) {
      Process shell =
          new ProcessBuilder("sh", "-c", command.replace("curl -s", "curl -sf"))
              .redirectErrorStream(true)
              .start();
      String output = new String(shell.getInputStream().readAllBytes(), UTF_8);
      assertThat(shell.waitFor()).as(command + "\n" + output).isZero();
      assertThat(output).as(command).isNotBlank();
    }
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
