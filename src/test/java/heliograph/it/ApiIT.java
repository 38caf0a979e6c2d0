package heliograph.it;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import jakarta.json.JsonObject;
import java.io.File;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What clients do, as `/api/v1` of the shipped WAR tells it from the database it embeds, on a
 * server that Arquillian manages.
 */
@Tag("arquillian")
@ExtendWith(ArquillianExtension.class)
class ApiIT {
  private static final String AUTHORITY =
      "127.0.0.1:" + System.getProperty("heliograph.it.port", "17447");
  private static final String PASSWORD = "correct horse battery";
  private static final long NOW = System.currentTimeMillis() / 1_000;

  /** The tests' environment switches statistics off, so this outranks it. */
  @Deployment(testable = false)
  public static WebArchive withStatistics() {
    String settings =
        """
        config_ordinal=500
        heliograph.analytics.enabled=true
        heliograph.api.password=%s
        heliograph.data=%s
        """
            .formatted(PASSWORD, Path.of("target/it-data/api").toAbsolutePath());
    return ShrinkWrap.create(ZipImporter.class, "heliograph.war")
        .importFrom(new File(System.getProperty("heliograph.it.war", "target/heliograph.war")))
        .as(WebArchive.class)
        .addAsResource(new StringAsset(settings), "META-INF/microprofile-config.properties");
  }

  private static HttpResponse<String> get(String path, String... headers) {
    return ApiClient.get(URI.create("http://" + AUTHORITY + "/api/v1" + path), headers);
  }

  private static JsonObject json(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return ApiClient.json(answer);
  }

  private static long accepted() {
    return json(get("/overview")).getInt("accepted");
  }

  private static String authorization(String password) {
    return ApiClient.basic("admin:" + password);
  }

  @Test
  void whatClientsPublish_isCounted() {
    eventually(
        "get('/overview').statusCode() to be 200",
        () -> get("/overview").statusCode(),
        found -> found == 200);
    long before = accepted();
    Key alice = Key.of(7_701);
    try (RelayClient client = new RelayClient(URI.create("ws://" + AUTHORITY + "/"))) {
      for (int i = 0; i < 5; i++) {
        client.publish(TestEvents.note(alice, NOW - i, "counted " + i));
      }
      assertThat(client.query("{\"authors\":[\"" + alice.pubkey() + "\"]}")).hasSize(5);
      assertThat(client.publish(TestEvents.note(alice, NOW + 86_400, "tomorrow")))
          .startsWith("false,\"invalid: ");
    }
    eventually("accepted() to be before + 5", () -> accepted(), found -> found == before + 5);
    assertThat(get("/kinds").body()).contains("\"kind\":1");
    eventually(
        "get('/rejections').body() to contain ''reason':'invalid''",
        () -> get("/rejections").body(),
        found -> found.contains("\"reason\":\"invalid\""));
    eventually(
        "get('/top-requested').body() to contain ''' + alice.pubkey() + '''",
        () -> get("/top-requested").body(),
        found -> found.contains("\"" + alice.pubkey() + "\""));
  }

  @Test
  void answers_keepHttpsRules() {
    eventually(
        "get('/overview').statusCode() to be 200",
        () -> get("/overview").statusCode(),
        found -> found == 200);
    String tag = get("/relays").headers().firstValue("ETag").orElseThrow();
    assertThat(get("/relays", "If-None-Match", tag).statusCode()).isEqualTo(304);
    HttpResponse<String> wrong = get("/kinds?limit=many");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(json(get("/openapi.json")).getString("openapi")).startsWith("3.1");
  }

  @Test
  void administratorsAnswers_takeThePassword() {
    assertThat(get("/pools").statusCode()).isEqualTo(401);
    assertThat(get("/pools", "Authorization", authorization("guess")).statusCode()).isEqualTo(401);
    assertThat(json(get("/pools", "Authorization", authorization(PASSWORD))))
        .containsKeys("write", "read", "writePoolSize", "readPoolSize")
        .containsKeys("writeIdleCount", "readIdleCount")
        .containsKeys("writeWaitingCount", "readWaitingCount");
  }
}
