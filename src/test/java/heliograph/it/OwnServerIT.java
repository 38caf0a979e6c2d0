package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import heliograph.tls.TestCertificate;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The WAR on an Open Liberty of one's own, as docs/deploy.md says: the features that an enterprise
 * writes down, two relays below context roots, and a data source of the server.
 */
class OwnServerIT {
  private static final Key ALICE = Key.of(18_501);
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\":]*)\"");

  @TempDir private static Path folder;

  private static OwnServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new OwnServer(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static long now() {
    return System.currentTimeMillis() / 1_000;
  }

  @Test
  void relayBelowAContextRoot_isThereWithAndWithoutTheSlash() {
    for (String root : List.of("/relay", "/relay/", "/team/second", "/team/second/")) {
      try (RelayClient client = server.client(root)) {
        assertThat(client.req("s", "{\"limit\":0}")).as(root).isEmpty();
      }
      assertThat(server.get(root, "Accept", "application/nostr+json").body())
          .as(root)
          .startsWith("{\"name\":");
      String slashed = root.endsWith("/") ? root : root + "/";
      String page = server.get(root, "Accept", "text/html").body();
      assertThat(page).as(root).contains(server.webSocket(slashed) + "<");
      Matcher link = LINK.matcher(page);
      int links = 0;
      for (; link.find(); links++) {
        String target = URI.create(root).resolve(link.group(1)).toString();
        assertThat(server.status(target)).as(target).isEqualTo(200);
      }
      assertThat(links).isGreaterThan(4);
      assertThat(server.status(slashed + "counts")).isEqualTo(200);
      assertThat(server.get(slashed + "metrics").body())
          .contains("# TYPE heliograph_events_total counter");
    }
  }

  @Test
  void twoRelaysOnOneServer_shareNothing() {
    NostrEvent note = TestEvents.note(ALICE, now(), "of the second");
    try (RelayClient first = server.client("/relay");
        RelayClient second = server.client("/team/second")) {
      assertThat(second.publish(note)).isEqualTo("true,\"\"");
      String filter = "{\"ids\":[\"" + note.id().hex() + "\"]}";
      assertThat(second.req("s", filter)).hasSize(1);
      assertThat(first.req("s", filter)).isEmpty();
    }
    assertThat(folder.resolve("data/first/events")).isDirectory();
    assertThat(folder.resolve("data/second/events")).isDirectory();
  }

  @Test
  void dataSourceOfTheServer_carriesStatisticsAndGraphJobs() {
    try (RelayClient client = server.client("/relay")) {
      assertThat(client.publish(TestEvents.note(ALICE, now(), "counted"))).isEqualTo("true,\"\"");
    }
    server.awaitStatisticsAndGraphJobs();
    assertThat(server.status("/relay/api/v1/overview")).isEqualTo(200);
    assertThat(server.database().number("SELECT count(*) FROM job_runs WHERE outcome = 'failed'"))
        .isZero();
    assertThat(server.log()).doesNotContain("read-only transaction");
  }

  @Test
  void httpsOfTheServer_carriesPagesOverHttp2AndWebSockets() throws Exception {
    HttpClient http =
        HttpClient.newBuilder().sslContext(TestCertificate.trustingEverybody()).build();
    HttpResponse<String> page =
        http.send(
            HttpRequest.newBuilder(server.https("/relay/")).header("Accept", "text/html").build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(page.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(page.statusCode()).isEqualTo(200);
    URI relay = URI.create(server.https("/relay").toString().replace("https:", "wss:"));
    assertThat(page.body()).contains(relay + "/<");
    try (RelayClient client = new RelayClient(relay, http)) {
      assertThat(client.req("s", "{\"limit\":0}")).isEmpty();
    }
  }

  @Test
  void metrics_areTheRelaysOwn_asMicroProfile7HasNone() {
    assertThat(server.status("/metrics")).isEqualTo(404);
    assertThat(server.get("/relay/metrics").body()).contains("heliograph_store_events 0");
  }
}
