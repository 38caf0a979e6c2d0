package heliograph.it;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.cli.Launcher;
import heliograph.event.Hex;
import heliograph.event.NostrEvent;
import heliograph.tls.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS by the relay itself. */
class TlsIT {
  private static final Key ADMIN = Key.of(3_301);

  @TempDir private Path folder;

  private int port;
  private int tlsPort;
  private Path certificateFile;
  private Path keyFile;

  private Process start(TestCertificate first) throws Exception {
    port = Launcher.freePort();
    tlsPort = Launcher.freePort();
    certificateFile = folder.resolve("fullchain.pem");
    keyFile = folder.resolve("privkey.pem");
    first.write(certificateFile, keyFile);
    Path settings =
        Files.write(
            folder.resolve("relay.properties"),
            List.of(
                "heliograph.http.tls-certificate=" + certificateFile,
                "heliograph.http.tls-key=" + keyFile,
                "heliograph.http.tls-port=" + tlsPort,
                "heliograph.admin.pubkeys=" + ADMIN.pubkey(),
                "heliograph.http.access-log=true",
                "heliograph.http.admin-port=" + Launcher.freePort()));
    return Launcher.startRelay(folder, port, "--config", settings.toString());
  }

  /** The certificate that the server shows now. */
  private Certificate served(TestCertificate... known) {
    AssertionError unknown = new AssertionError("the server shows a certificate that nobody knows");
    for (TestCertificate one : known) {
      try (SSLSocket socket =
          (SSLSocket) one.trusting().getSocketFactory().createSocket("127.0.0.1", tlsPort)) {
        socket.startHandshake();
        return socket.getSession().getPeerCertificates()[0];
      } catch (IOException e) {
        unknown.addSuppressed(e); // it may show another one
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
    throw unknown;
  }

  private String redirect(String... lines) throws IOException {
    String answer = RawHttp.ask(URI.create("http://x:" + port), lines);
    assertThat(answer).startsWith("HTTP/1.1 308");
    return answer
        .lines()
        .filter(line -> line.startsWith("Location: "))
        .findFirst()
        .map(line -> line.substring("Location: ".length()))
        .orElse("");
  }

  @Test
  void relayWithACertificate_servesTls_sendsOthersThere_andTakesANewOne() throws Exception {
    TestCertificate first = TestCertificate.make(folder, "EC", "first");
    TestCertificate second = TestCertificate.make(folder, "RSA", "second");
    Process relay = start(first);
    HttpClient http = HttpClient.newBuilder().sslContext(first.trusting()).build();
    try (RelayClient client =
        new RelayClient(URI.create("wss://127.0.0.1:" + tlsPort + "/"), http)) {
      assertThat(client.publish(TestEvents.note(Key.of(1), now(), "secret")))
          .isEqualTo("true,\"\"");
      assertThat(client.query("{\"kinds\":[1]}")).hasSize(1);
      for (int length : new int[] {8_000, 16_000, 16_384, 17_000, 33_000, 60_000}) {
        String text = "x".repeat(length);
        assertThat(client.publish(TestEvents.note(Key.of(1), now(), text))).isEqualTo("true,\"\"");
      }
      assertThat(client.query("{\"kinds\":[1]}")).hasSize(7);
      String unknown = "[\"REQ\",\"s\",{\"x\":\"" + "y".repeat(1_000_000) + "\"}]";
      assertThat(client.ask(unknown)).startsWith("[\"CLOSED\",\"s\",\"unsupported: ");
      assertThat(client.authenticate(Key.of(1))).isEqualTo("true,\"\"");

      plainRequests_areSentToTls();
      assertThat(get(http, "/").version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThat(get(http, "/counts").statusCode()).isEqualTo(200);
      assertThat(get(http, "/metrics").statusCode()).as("for operators").isEqualTo(404);
      assertThat(managed(http, "https://127.0.0.1:" + tlsPort + "/")).isEqualTo(200);
      assertThat(managed(http, "http://127.0.0.1:" + port + "/")).as("not its URL").isEqualTo(401);

      Path log = folder.resolve("liberty/heliograph/logs/https_access.0.log");
      eventually(
          "both kinds of requests are noted",
          () -> text(log),
          noted ->
              noted.matches("(?s).*127.0.0.1 - \\[[^]]+] \"GET /counts HTTP/1.1\" 200 - \\d+\n.*")
                  && noted.contains("\"GET / HTTP/1.1\" 101 "));

      assertThat(served(first, second)).isEqualTo(first.certificate());
      second.write(certificateFile, keyFile);
      eventually(
          "the new certificate is served",
          () -> served(first, second).equals(second.certificate()));
      assertThat(client.publish(TestEvents.note(Key.of(1), now(), "still connected")))
          .isEqualTo("true,\"\"");
    } finally {
      relay.destroy();
      relay.waitFor();
    }
  }

  private void plainRequests_areSentToTls() throws IOException {
    String host = "Host: relay.example:" + port;
    assertThat(redirect("GET /api/v1/overview?a=b%20c HTTP/1.1", host))
        .isEqualTo("https://relay.example:" + tlsPort + "/api/v1/overview?a=b%20c");
    assertThat(redirect("POST / HTTP/1.1", host, "Content-Length: 0"))
        .isEqualTo("https://relay.example:" + tlsPort + "/");
    assertThat(
            redirect(
                "GET / HTTP/1.1",
                host,
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg=="))
        .isEqualTo("wss://relay.example:" + tlsPort + "/");
  }

  private HttpResponse<String> get(HttpClient http, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + tlsPort + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The status of a management call with a proof for {@code url}. */
  private int managed(HttpClient http, String url) throws Exception {
    String body = "{\"method\":\"supportedmethods\",\"params\":[]}";
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(body.getBytes(UTF_8));
    NostrEvent proof =
        TestEvents.signed(
            ADMIN,
            27_235,
            now(),
            List.of(
                List.of("u", url), List.of("method", "POST"), List.of("payload", Hex.encode(hash))),
            "");
    return http.send(
            HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + tlsPort + "/"))
                .header("Content-Type", "application/nostr+json+rpc")
                .header("Authorization", OperatedRelay.header(proof))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void header_thatDribbles_isCut_webSocketsAreNot() throws Exception {
    TestCertificate shown = TestCertificate.make(folder, "EC", "shown");
    Process relay = start(shown);
    HttpClient http = HttpClient.newBuilder().sslContext(shown.trusting()).build();
    try (RelayClient client =
            new RelayClient(URI.create("wss://127.0.0.1:" + tlsPort + "/"), http);
        SSLSocket dribbling =
            (SSLSocket) shown.trusting().getSocketFactory().createSocket("127.0.0.1", tlsPort)) {
      dribbling.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\nX: ".getBytes(UTF_8));
      eventually("it is cut", () -> isCut(dribbling));
      assertThat(client.publish(TestEvents.note(Key.of(1), now(), "still here")))
          .isEqualTo("true,\"\"");
    } finally {
      relay.destroy();
      relay.waitFor();
    }
  }

  /** Sends one more byte; true if nobody is there to take it. */
  private static boolean isCut(SSLSocket dribbling) {
    try {
      dribbling.setSoTimeout(500);
      dribbling.getOutputStream().write('x');
      return dribbling.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long now() {
    return System.currentTimeMillis() / 1_000;
  }

  @Test
  void start_withFilesThatDoNotFitOrAPortThatIsTaken_isRefusedWithASentence() throws Exception {
    TestCertificate one = TestCertificate.make(folder, "EC", "one");
    TestCertificate other = TestCertificate.make(folder, "EC", "other");
    certificateFile = folder.resolve("fullchain.pem");
    keyFile = folder.resolve("privkey.pem");
    one.write(certificateFile, keyFile);
    TestCertificate.pem(keyFile, "PRIVATE KEY", other.key().getEncoded());
    assertThat(refusedStart(Launcher.freePort()))
        .contains("cannot start: the key in " + keyFile + " is not that of " + certificateFile);
    Files.delete(keyFile);
    assertThat(refusedStart(Launcher.freePort()))
        .contains("cannot start: there is no key file " + keyFile);
    one.write(certificateFile, keyFile);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(refusedStart(taken.getLocalPort())).contains("" + taken.getLocalPort());
    }
  }

  private String refusedStart(int at) throws Exception {
    Launcher.Outcome outcome =
        Launcher.run(
            folder,
            Map.of(
                "HELIOGRAPH_HTTP_TLS_CERTIFICATE",
                certificateFile.toString(),
                "HELIOGRAPH_HTTP_TLS_KEY",
                keyFile.toString(),
                "HELIOGRAPH_HTTP_TLS_PORT",
                "" + at),
            "run",
            "--port",
            "" + Launcher.freePort(),
            "--admin-port",
            "" + Launcher.freePort(),
            "--data",
            folder.resolve("data").toString());
    assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(1);
    return outcome.output();
  }
}
