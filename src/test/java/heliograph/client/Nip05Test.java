package heliograph.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import heliograph.tls.TestCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names looked up at a server that answers as each test says. */
class Nip05Test {
  private static final String KEY =
      "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d";

  /** Answers a request. */
  @FunctionalInterface
  private interface Answer {
    void to(HttpExchange request) throws IOException;
  }

  private static TestCertificate certificate;

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpsServer server;

  @BeforeAll
  static void makeCertificate(@TempDir Path folder) throws Exception {
    certificate = TestCertificate.make(folder, "EC", "localhost");
  }

  @BeforeEach
  void startServer() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "test", certificate.key(), new char[0], new Certificate[] {certificate.certificate()});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stopServer() {
    ended.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void answering(Answer answer) {
    server.createContext(
        "/",
        request -> {
          asked.add(request.getRequestURI().toString());
          answer.to(request);
          request.close();
        });
  }

  private static void send(HttpExchange request, int status, String body) throws IOException {
    request.sendResponseHeaders(status, body.isEmpty() ? -1 : 0);
    if (!body.isEmpty()) {
      request.getResponseBody().write(body.getBytes(UTF_8));
    }
  }

  private String name(String local) {
    return local + "@localhost:" + server.getAddress().getPort();
  }

  private String find(String local) throws Exception {
    SSLContext trusting = certificate.trusting();
    return new Nip05(
            Duration.ofSeconds(60), () -> HttpClient.newBuilder().sslContext(trusting).build())
        .find(name(local))
        .hex();
  }

  @Test
  void find_name_isLookedUpInLowerCase() throws Exception {
    answering(request ->
        send(
            request,
            200,
            "{\"relays\":{\"bob\":[\"wss://x\"]},\"names\":{\"al\":1,\"bob\":\"" + KEY + "\"}}"));
    assertThat(find("Bob")).isEqualTo(KEY);
    assertThat(asked).containsExactly("/.well-known/nostr.json?name=bob");
  }

  @Test
  void find_redirect_isNotFollowed() {
    answering(request -> {
      request.getResponseHeaders().add("Location", "/elsewhere");
      send(request, 302, "");
    });
    assertThatThrownBy(() -> find("bob")).hasMessageContaining("redirects");
    assertThat(asked).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "[]",
        "{}",
        "{\"names\":[]}",
        "{\"names\":{\"al\":\"" + KEY + "\"}}",
        "{\"names\":{\"bob\":7}}",
        "{\"names\":{\"bob\":\"npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w6\"}}",
        "{\"names\":{\"bob\":\"3BF0C63FCB93463407AF97A5E5EE64FA883D107EF9E558472C4EB9AAAEFA459D\"}}",
        "{\"names\":{\"bob\":\"" + KEY + "\"}} and more"
      })
  void find_wrongAnswer_isRefusedInASentence(String body) {
    answering(request -> send(request, 200, body));
    assertThatThrownBy(() -> find("bob"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no key for bob@localhost:")
        .message()
        .doesNotContain("Exception", "java.");
  }

  @Test
  void find_status_isTold() {
    answering(request -> send(request, 404, "{}"));
    assertThatThrownBy(() -> find("bob")).hasMessageContaining("HTTP status 404");
  }

  @Test
  void find_endlessAnswer_isCutOff() {
    answering(request -> {
      request.sendResponseHeaders(200, 0);
      OutputStream out = request.getResponseBody();
      byte[] spaces = " ".repeat(1 << 16).getBytes(UTF_8);
      for (int sent = 0; sent < 64 * Nip05.BYTES_MAX; sent += spaces.length) {
        out.write(spaces);
      }
    });
    assertThatThrownBy(() -> find("bob"))
        .hasMessageContaining("longer than " + Nip05.BYTES_MAX + " bytes");
  }

  @Test
  void find_slowAnswer_endsInTime() throws Exception {
    answering(request -> {
      request.sendResponseHeaders(200, 0);
      request.getResponseBody().write(' ');
      request.getResponseBody().flush();
      try {
        ended.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    SSLContext trusting = certificate.trusting();
    Nip05 impatient =
        new Nip05(
            Duration.ofMillis(500), () -> HttpClient.newBuilder().sslContext(trusting).build());
    assertThatThrownBy(() -> impatient.find(name("bob"))).hasMessageContaining("no answer in time");
  }

  @Test
  void find_untrustedCertificate_isRefused() {
    answering(request -> send(request, 200, "{}"));
    assertThatThrownBy(() -> new Nip05(Duration.ofSeconds(60)).find(name("bob")))
        .hasMessageContaining("its certificate is not trusted")
        .message()
        .doesNotContain("Exception", "java.");
    assertThat(asked).isEmpty();
  }

  @Test
  void isName_onlyWhatNip05Allows() {
    List<String> names = new ArrayList<>();
    for (String text :
        new String[] {
          "bob@example.com",
          "_@example.com",
          "B.o-b_1@sub.example.com:8443",
          "@example.com",
          "bob@",
          "bob",
          "bob@@example.com",
          "b ob@example.com",
          "bob@exa mple.com",
          "bob@example.com/path",
          "bob@-example.com",
          "bob@[::1]",
          "bob%2f@example.com",
          "bob@example.com:99999999"
        }) {
      if (Nip05.isName(text)) {
        names.add(text);
      }
    }
    assertThat(names)
        .containsExactly("bob@example.com", "_@example.com", "B.o-b_1@sub.example.com:8443");
  }
}
