package heliograph.it;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import heliograph.tls.TestCertificate;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The WAR on a Payara Server of one's own, as docs/deploy.md says: two relays in one domain, one of
 * them with a data source of the domain. The order is the page's: what undeploys comes last.
 */
@Tag("payara")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PayaraServerIT {
  private static final Key ALICE = Key.of(18_601);
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\":]*)\"");

  @TempDir private static Path folder;

  private static PayaraServer server;
  private static TestCertificate certificate;

  @BeforeAll
  static void start() throws Exception {
    server = new PayaraServer(folder);
    certificate = TestCertificate.make(folder, "EC", "relay.example");
    certificate.write(folder.resolve("fullchain.pem"), folder.resolve("privkey.pem"));
  }

  /** Everything that was started has been stopped in order by then. */
  @AfterAll
  static void stop() throws Exception {
    server.stop();
    String log = server.log();
    assertThat(log).doesNotContain("NoClassDefFoundError", "read-only transaction");
    assertThat(count(log, "relay stopped")).isEqualTo(count(log, "relay started version="));
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  private static NostrEvent note(String text) {
    return TestEvents.note(ALICE, System.currentTimeMillis() / 1_000, text);
  }

  private static String ids(NostrEvent note) {
    return "{\"ids\":[\"" + note.id().hex() + "\"]}";
  }

  @Test
  @Order(1)
  void relays_areAtTheirRoots_whichPayaraEndsWithASlash() {
    for (String root : List.of("/", "/team/")) {
      try (RelayClient client = server.client(root)) {
        assertThat(client.req("s", "{\"limit\":0}")).as(root).isEmpty();
      }
      String page = server.get(root, "Accept", "text/html").body();
      assertThat(page).as(root).contains(server.webSocket(root) + "<");
      Matcher link = LINK.matcher(page);
      int links = 0;
      for (; link.find(); links++) {
        String target = server.http(root).resolve(link.group(1)).getPath();
        assertThat(server.get(target).statusCode()).as(target).isEqualTo(200);
      }
      assertThat(links).isGreaterThan(4);
      assertThat(server.get(root + "metrics").body())
          .contains("# TYPE heliograph_events_total counter");
    }
    HttpResponse<String> redirect = server.get("/team");
    assertThat(redirect.statusCode()).isEqualTo(301);
    assertThat(redirect.headers().firstValue("Location"))
        .hasValue(server.http("/team/").toString());
    assertThatThrownBy(() -> server.client("/team").close())
        .hasCauseInstanceOf(WebSocketHandshakeException.class);
  }

  @Test
  @Order(2)
  void twoRelaysInOneDomain_shareNothing() {
    NostrEvent note = note("of the second");
    try (RelayClient first = server.client("/");
        RelayClient second = server.client("/team/")) {
      assertThat(second.publish(note)).isEqualTo("true,\"\"");
      assertThat(second.req("s", ids(note))).hasSize(1);
      assertThat(first.req("s", ids(note))).isEmpty();
    }
    assertThat(folder.resolve("data/first/events")).isDirectory();
    assertThat(folder.resolve("data/second/events")).isDirectory();
    assertThat(folder.resolve("data/first/analytics/postgresql")).doesNotExist();
  }

  @Test
  @Order(3)
  void dataSourceOfTheDomain_carriesStatisticsAndGraphJobs() {
    try (RelayClient client = server.client("/")) {
      assertThat(client.publish(note("counted"))).isEqualTo("true,\"\"");
    }
    server.awaitStatisticsAndGraphJobs();
    for (int i = 0; i < 60; i++) { // more questions than the pool has connections
      assertThat(server.get("/api/v1/overview").statusCode()).isEqualTo(200);
    }
    try (RelayClient client = server.client("/")) {
      assertThat(client.publish(note("counted after the questions"))).isEqualTo("true,\"\"");
    }
    eventually(
        "both events to be counted",
        () ->
            server
                .database()
                .number(
                    "SELECT count(*) FROM analytics_events"
                        + " WHERE event_name = 'relay.event.accepted'"),
        found -> found == 2);
    assertThat(server.database().number("SELECT count(*) FROM job_runs WHERE outcome = 'failed'"))
        .isZero();
  }

  @Test
  @Order(4)
  void certificateOfThePage_isShownToClients() throws Exception {
    server.run("HTTPS");
    server.awaitReady("/");
    HttpClient http = HttpClient.newBuilder().sslContext(certificate.trusting()).build();
    try (RelayClient client = new RelayClient(server.secureWebSocket("/"), http)) {
      assertThat(client.publish(note("over TLS"))).isEqualTo("true,\"\"");
    }
  }

  @Test
  @Order(5)
  void upgradeAndUndeploy_keepDataAndLetTheOldClassesGo() throws Exception {
    NostrEvent note = note("before the upgrade");
    try (RelayClient client = server.client("/")) {
      assertThat(client.publish(note)).isEqualTo("true,\"\"");
      server.run("Upgrade and undeploy");
      assertThat(client.closeFrame()).startsWith("1001");
      server.awaitReady("/");
      try (RelayClient again = server.client("/")) {
        assertThat(again.query(ids(note))).hasSize(1);
      }
      eventually("one relay to be in memory", () -> server.relaysInMemory(), found -> found == 1);
    }
    assertThat(server.get("/team/").statusCode()).isEqualTo(404);
    assertThat(count(server.log(), "crypto=libsecp256k1"))
        .as("natives load again: two domain starts of two relays, an upgrade")
        .isGreaterThanOrEqualTo(5);
  }
}
