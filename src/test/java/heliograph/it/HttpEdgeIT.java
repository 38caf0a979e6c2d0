package heliograph.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import heliograph.TestEvents;
import heliograph.TestFork;
import heliograph.cli.PayaraDomain;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers may send over plain HTTP, and what it must not do. */
class HttpEdgeIT extends ShippedWar {
  /** The names and labels of all metrics. */
  private static Set<String> series() {
    return ApiClient.get(http("/metrics"))
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .collect(Collectors.toSet());
  }

  @Test
  void requests_ofNamesThatStrangersInvent_makeNoMetrics() throws Exception {
    RawHttp.ask(http("/"), "GET /counts HTTP/1.1", "Host: relay");
    Set<String> before = series();

    for (int i = 0; i < 50; i++) {
      RawHttp.ask(http("/"), "M" + i + " /counts HTTP/1.1", "Host: relay");
      RawHttp.ask(http("/"), "GET /p" + i + " HTTP/1.1", "Host: h" + i + ":" + i);
      RawHttp.ask(http("/"), "PUT /api/v1/x" + i + " HTTP/1.1", "Host: h" + i);
    }

    assertThat(series()).isEqualTo(before);
    assertThat(before).noneMatch(name -> name.startsWith("http_") || name.startsWith("servlet_"));
  }

  @Test
  void upgradeToHttp2_isNotTaken() throws Exception {
    String answer =
        RawHttp.ask(
            http("/"),
            "GET /counts HTTP/1.1",
            "Host: relay",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAAQAAP__");

    assertThat(answer).startsWith("HTTP/1.1 200").contains("\"events\":");
  }

  private static final String[] INSIDES = {
    "$WSEP",
    "Server:",
    "X-Powered-By",
    "SRVE",
    "RESTEASY",
    "Exception",
    "heliograph.",
    "jakarta",
    "Set-Cookie",
    "ISO-8859-1"
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /nothing",
        "GET /assets",
        "GET /assets/",
        "GET /WEB-INF/web.xml",
        "GET /error",
        "GET /api/v1/nothing",
        "GET /api/v1/history/x/y",
        "GET /api/v1/events?from=%zz",
        "GET /\u00ff\u00fe",
        "GET /api/v1/history/\u0080/1",
        "GET /api/v1/history/%ff/1",
        "GET /x%2fy",
        "GET //",
        "GET /;x",
        "GET /./",
        "GET /x/..",
        "GET //counts",
        "GET /counts;x",
        "POST /counts",
        "PUT /assets/sun.svg",
        "DELETE /",
        "FOO /",
        "PATCH /api/v1/kinds",
        "GET /openapi",
        "OPTIONS *",
        "GET /health/x/y"
      })
  void requests_thatAreNotAnswered_getASmallPageThatTellsNothing(String line) throws Exception {
    assumeFalse(
        PayaraDomain.home().isPresent() && line.equals("GET /assets"),
        "Payara redirects from a folder to its address with a slash");
    String answer = RawHttp.ask(http("/"), line + " HTTP/1.1", "Host: relay");

    assertThat(answer).matches("(?s)HTTP/1.1 (4..|501) .*").hasSizeLessThan(1_000);
    assertThat(answer).doesNotContain(INSIDES);
  }

  @Test
  void pages_areOfTheTypeThatIsAsked() {
    HttpResponse<String> program = ApiClient.get(http("/x"), "Accept", "application/json");
    HttpResponse<String> browser = ApiClient.get(http("/x"), "Accept", "text/html,*/*");
    HttpResponse<String> other = ApiClient.get(http("/x"));

    assertThat(program.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(ApiClient.json(program).getInt("status")).isEqualTo(404);
    assertThat(browser.headers().firstValue("Content-Type").orElse("").replace(" ", ""))
        .isEqualTo("text/html;charset=UTF-8");
    assertThat(browser.body()).contains("<h1>Not Found</h1>");
    assertThat(other.headers().firstValue("Content-Type").orElse("").replace(" ", ""))
        .isEqualTo("text/plain;charset=UTF-8");
    assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
  }

  @Test
  void browsersAndRobots_findWhatTheyLookFor() {
    assertThat(ApiClient.get(http("/favicon.ico")).headers().firstValue("Content-Type"))
        .hasValue("image/svg+xml");
    assertThat(ApiClient.get(http("/robots.txt")).body()).contains("User-agent: *", "Disallow: /");
  }

  @Test
  void requests_thatStrangersInvent_areNotLogged() throws Exception {
    http("/"); // starts the relay whose log this is
    Path log = TestFork.folder("it-data").resolve("liberty/heliograph/logs/messages.log");
    long before = Files.size(log);
    long files = faultFiles(log);

    for (int i = 0; i < 30; i++) {
      for (String path :
          List.of("/n" + i, "/x%2fy" + i, "/\u00ff" + i, "/%00" + i, "/api/v1/n%ff" + i)) {
        RawHttp.ask(http("/"), "GET " + path + " HTTP/1.1", "Host: relay");
      }
      for (String header :
          List.of("Accept: ;;" + i, "Accept-Language: en;q=x" + i, "Content-Type: ;" + i)) {
        String answered =
            RawHttp.ask(http("/"), "POST /api/v1/trust HTTP/1.1", "Host: relay", header);
        assertThat(answered).as(header).matches("(?s)HTTP/1.1 4.. .*");
      }
    }

    assertThat(Files.size(log) - before).as("bytes for 240 requests").isLessThan(2_000);
    assertThat(faultFiles(log)).isEqualTo(files);
  }

  /** How many faults the server has written down, a file each, beside its log. */
  private static long faultFiles(Path log) throws IOException {
    try (Stream<Path> all = Files.walk(log.resolveSibling("ffdc"))) {
      return all.filter(Files::isRegularFile).count();
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /** A handshake with other lines, without its blank one. */
  private static String handshake(String line, String... more) throws Exception {
    List<String> lines =
        new ArrayList<>(List.of(line, "Upgrade: websocket", "Sec-WebSocket-Version: 13"));
    lines.addAll(List.of(more));
    try (Socket socket = RawHttp.connect(http("/"))) {
      RawHttp.send(socket, String.join("\r\n", lines) + "\r\nConnection: Upgrade\r\n\r\n");
      socket.shutdownOutput();
      return RawHttp.rest(socket);
    }
  }

  private static final String HOST = "Host: relay";
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

  @Test
  void handshake_thatIsNotExact_isRefused() throws Exception {
    assertThat(handshake("GET / HTTP/1.1", HOST, KEY)).startsWith("HTTP/1.1 101");
    assertThat(handshake("GET / HTTP/1.0", HOST, KEY)).contains(" 400 ");
    assertThat(handshake("GET / HTTP/1.1", KEY)).contains(" 400 ");
    assertThat(handshake("GET / HTTP/1.1", HOST, "Host: other", KEY)).contains(" 400 ");
    assertThat(handshake("GET / HTTP/1.1", HOST, KEY, KEY)).contains(" 400 ");
    assertThat(handshake("GET / HTTP/1.1", HOST, KEY, "X: a\u0001b")).contains(" 400 ");
    assertThat(handshake("GET / HTTP/1.1", HOST, KEY, "X: a\u007fb")).contains(" 400 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"//", "/;x", "/./", "/x/..", "/%2e/", "/x", "/counts", "/?a=b;c"})
  void handshake_elsewhereThanAtTheRoot_opensNothing(String path) throws Exception {
    String answer = handshake("GET " + path + " HTTP/1.1", HOST, KEY);

    if (path.startsWith("/?")) {
      assertThat(answer).startsWith("HTTP/1.1 101");
    } else {
      assertThat(answer).matches("(?s)HTTP/1.1 (40.|200).*").doesNotContain("Set-Cookie");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ application/nostr+json+rpc", "/api/v1/admin/purges application/json",
        "/counts text/plain", "/nothing text/plain"
      })
  void bodies_ofStrangers_areNotWaitedFor(String target) throws Exception {
    String[] where = target.split(" ", -1);
    String head =
        "POST %s HTTP/1.1\r\nHost: relay\r\nContent-Type: %s\r\nContent-Length: 60000\r\n\r\n{"
            .formatted(where[0], where[1]);
    List<Socket> slow = new ArrayList<>();
    try (RelayClient client = new RelayClient(webSocket())) {
      for (int i = 0; i < 300; i++) {
        Socket socket = RawHttp.connect(http("/"));
        slow.add(socket);
        RawHttp.send(socket, head);
      }
      long now = System.currentTimeMillis() / 1000;
      assertThat(client.publish(TestEvents.note(TestEvents.Key.of(now), now, target)))
          .isEqualTo("true,\"\"");
      for (Socket socket : slow) {
        String line = new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
        assertThat(line).matches("HTTP/1.1 4..");
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }
}
