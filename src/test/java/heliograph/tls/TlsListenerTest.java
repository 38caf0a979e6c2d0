package heliograph.tls;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The TLS listener before a server that sends everything back. Its clock goes on when a test says
 * so: a slow machine makes nobody late.
 */
class TlsListenerTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration NEVER = Duration.ofHours(10_000);
  private static final TlsTimeouts ENDLESS = new TlsTimeouts(NEVER, NEVER, NEVER, NEVER, NEVER);

  @TempDir private static Path shared;
  @TempDir private Path folder;

  private static TestCertificate first;
  private static TestCertificate second;

  @BeforeAll
  static void make() throws Exception {
    first = TestCertificate.make(shared, "EC", "first");
    second = TestCertificate.make(shared, "RSA", "second");
  }

  private TlsEcho echo(TlsTimeouts timeouts) throws Exception {
    return echo(100, timeouts, (socket, client) -> {});
  }

  private TlsEcho echo(int most, TlsTimeouts timeouts, BiConsumer<Socket, TlsClient> onConnection)
      throws Exception {
    return new TlsEcho(folder, first, most, timeouts, address -> Integer.MAX_VALUE, onConnection);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** Sends and receives at the same time, as the server does. */
  private static byte[] roundTrip(Socket socket, byte[] sent) throws Exception {
    Thread sender =
        Thread.ofVirtual()
            .start(() -> {
              try {
                socket.getOutputStream().write(sent);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    byte[] received = socket.getInputStream().readNBytes(sent.length);
    sender.join();
    return received;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bytes_ofEverySize_comeBackWhole(String version) throws Exception {
    try (TlsEcho echo = echo(ENDLESS);
        SSLSocket socket = echo.connect(first)) {
      socket.setEnabledProtocols(new String[] {version});
      for (int length :
          new int[] {
            1, 63, 64, 65, 8_191, 8_192, 8_193, 16_383, 16_384, 16_385, 24_000, 32_768, 32_769,
            60_000, 1 << 20, 3_000_000
          }) {
        byte[] sent = random(length);
        assertThat(Arrays.equals(roundTrip(socket, sent), sent)).as("%d bytes", length).isTrue();
      }
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
      assertThat(socket.getSession().getCipherSuite()).doesNotContain("TLS_RSA_", "_CBC_");
    }
  }

  @Test
  void connections_atTheSameTime_doNotMix() throws Exception {
    try (TlsEcho echo = echo(ENDLESS)) {
      List<SSLSocket> sockets = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        sockets.add(echo.connect(first));
      }
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < sockets.size(); i++) {
          sockets.get(i).getOutputStream().write(random(20_000 + i));
        }
        for (int i = 0; i < sockets.size(); i++) {
          assertThat(sockets.get(i).getInputStream().readNBytes(20_000 + i))
              .isEqualTo(random(20_000 + i));
        }
      }
      for (SSLSocket socket : sockets) {
        socket.close();
      }
      eventually("all are gone", () -> echo.open() == 0);
    }
  }

  @Test
  void client_thatHasNoMoreToSay_getsTheRestOfItsAnswer() throws Exception {
    try (TlsEcho echo = echo(ENDLESS);
        SSLSocket socket = echo.connect(first)) {
      byte[] sent = random(200_000);
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  socket.getOutputStream().write(sent);
                  socket.shutdownOutput();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
      sender.join();
    }
  }

  private static void isCut(Socket socket) {
    try {
      assertThat(socket.getInputStream().read()).isNegative();
    } catch (IOException e) {
      assertThat(e).as("cut, not waited for").isNotInstanceOf(SocketTimeoutException.class);
    }
  }

  /** Lets time pass until the client is cut, for when its time began only the listener knows. */
  private static void isCutWhenItsTimeIsOver(Socket socket, TlsEcho echo) throws Exception {
    FutureTask<Boolean> cut = new FutureTask<>(() -> isCut(socket), true);
    Thread.ofVirtual().start(cut);
    eventually(
        "it is cut",
        () -> {
          echo.pass(SOON);
          return cut.isDone();
        });
    cut.get();
  }

  @Test
  void handshake_thatDoesNotCome_isCut() throws Exception {
    TlsTimeouts timeouts = new TlsTimeouts(SOON, NEVER, NEVER, NEVER, NEVER);
    try (TlsEcho echo = echo(timeouts);
        Socket silent = echo.connectPlain();
        Socket dribbling = echo.connectPlain();
        SSLSocket honest = echo.connect(first)) {
      honest.startHandshake();
      byte[] hello = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252, 3, 3};
      dribbling.getOutputStream().write(hello);
      eventually("all are taken", () -> echo.open() == 3);
      echo.pass(SOON.plusNanos(1));
      isCut(silent);
      isCut(dribbling);
      assertThat(roundTrip(honest, random(100))).isEqualTo(random(100));
      assertThat(echo.meters.counters()).containsEntry("heliograph_tls_overdue_total", 2L);
    }
  }

  @Test
  void client_thatShakesHandsAndAsksForNothing_isCut_othersAreNot() throws Exception {
    TlsTimeouts timeouts = new TlsTimeouts(NEVER, SOON, NEVER, NEVER, NEVER);
    List<TlsClient> found = new ArrayList<>();
    try (TlsEcho echo =
            echo(
                100,
                timeouts,
                (socket, client) -> {
                  client.requested();
                  found.add(client);
                });
        SSLSocket silent = echo.connect(first);
        SSLSocket asking = echo.connect(first)) {
      silent.startHandshake();
      assertThat(roundTrip(asking, random(100))).isEqualTo(random(100));
      isCutWhenItsTimeIsOver(silent, echo);
      assertThat(roundTrip(asking, random(99))).isEqualTo(random(99));
      assertThat(found)
          .singleElement()
          .satisfies(client -> {
            assertThat(client.address()).isEqualTo(asking.getLocalSocketAddress());
            assertThat(client.local()).isEqualTo(asking.getRemoteSocketAddress());
          });
    }
  }

  @Test
  void client_whoseRequestIsOver_isCut_unlessItSpeaksAnotherProtocolNow() throws Exception {
    TlsTimeouts timeouts = new TlsTimeouts(NEVER, NEVER, SOON, NEVER, NEVER);
    Set<SocketAddress> webSockets = ConcurrentHashMap.newKeySet();
    try (TlsEcho echo =
            echo(
                100,
                timeouts,
                (socket, client) -> {
                  client.requested();
                  if (webSockets.contains(client.address())) {
                    client.upgraded();
                  }
                });
        SSLSocket request = echo.connect(first);
        SSLSocket upgraded = echo.connect(first)) {
      webSockets.add(upgraded.getLocalSocketAddress());
      assertThat(roundTrip(request, random(100))).isEqualTo(random(100));
      assertThat(roundTrip(upgraded, random(100))).isEqualTo(random(100));
      isCutWhenItsTimeIsOver(request, echo);
      assertThat(roundTrip(upgraded, random(99))).isEqualTo(random(99));
    }
  }

  @Test
  void client_thatDoesNotRead_isCut_othersAreNot() throws Exception {
    TlsTimeouts timeouts = new TlsTimeouts(NEVER, NEVER, NEVER, SOON, NEVER);
    try (TlsEcho echo = echo(timeouts);
        SSLSocket slow = echo.connect(first);
        SSLSocket honest = echo.connect(first)) {
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (true) {
                    slow.getOutputStream().write(new byte[1 << 16]);
                  }
                } catch (IOException e) {
                  // cut
                }
              });
      eventually(
          "it is cut",
          () -> {
            echo.pass(SOON);
            return !sender.isAlive();
          });
      assertThat(roundTrip(honest, random(50_000))).isEqualTo(random(50_000));
      assertThat(echo.meters.counters()).containsEntry("heliograph_tls_overdue_total", 1L);
    }
  }

  @Test
  void renegotiation_isRefused() throws Exception {
    try (TlsEcho echo = echo(ENDLESS);
        SSLSocket socket = echo.connect(first)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertThat(roundTrip(socket, random(100))).isEqualTo(random(100));
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                roundTrip(socket, random(100));
              })
          .isInstanceOf(Throwable.class);
      eventually("it is cut", () -> echo.open() == 0);
    }
  }

  @Test
  void newKeys_areTaken_butNotWithoutEnd() throws Exception {
    try (TlsEcho echo = echo(ENDLESS);
        SSLSocket socket = echo.connect(first)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.3"});
      for (int i = 0; i < 10; i++) {
        assertThat(roundTrip(socket, random(30_000))).isEqualTo(random(30_000));
        socket.startHandshake(); // of an open connection: a new key
      }
      assertThat(roundTrip(socket, random(100))).isEqualTo(random(100));
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  socket.startHandshake();
                }
              })
          .isInstanceOf(IOException.class);
      eventually("it is cut", () -> echo.open() == 0);
    }
  }

  @Test
  void client_thatSpeaksSomethingElse_isTurnedAway() throws Exception {
    try (TlsEcho echo = echo(ENDLESS);
        Socket plain = echo.connectPlain();
        SSLSocket http2 = echo.connect(first);
        SSLSocket http1 = echo.connect(first)) {
      plain.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
      plain.getInputStream().readAllBytes(); // an alert, then the end
      SSLParameters parameters = http2.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      http2.setSSLParameters(parameters);
      assertThatThrownBy(http2::startHandshake).hasMessageContaining("no_application_protocol");
      parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
      http1.setSSLParameters(parameters);
      http1.startHandshake();
      assertThat(http1.getApplicationProtocol()).isEqualTo("http/1.1");
      eventually(
          "both are counted",
          () ->
              echo.meters.counters().getOrDefault("heliograph_tls_handshakes_failed_total", 0L)
                  == 2);
    }
  }

  @Test
  void connection_beyondTheMost_isCut_untilOneEnds() throws Exception {
    try (TlsEcho echo = echo(4, ENDLESS, (socket, client) -> client.requested())) {
      List<SSLSocket> open = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        SSLSocket socket = echo.connect(first);
        assertThat(roundTrip(socket, random(10))).isEqualTo(random(10));
        open.add(socket);
      }
      assertThatThrownBy(() -> roundTrip(echo.connect(first), random(10)))
          .isInstanceOf(Throwable.class);
      open.getFirst().close();
      eventually("one has ended", () -> echo.open() == 3);
      assertThat(roundTrip(echo.connect(first), random(10))).isEqualTo(random(10));
    }
  }

  @Test
  void newCertificate_isForNewConnections_openOnesStay() throws Exception {
    try (TlsEcho echo = echo(ENDLESS);
        SSLSocket before = echo.connect(first)) {
      assertThat(roundTrip(before, random(10))).isEqualTo(random(10));
      echo.certificate.run();
      second.write(echo.certificateFile, echo.keyFile);
      echo.certificate.run();
      echo.certificate.run();
      assertThat(echo.meters.gauge("heliograph_tls_certificate_end_seconds"))
          .isEqualTo((double) second.certificate().getNotAfter().toInstant().getEpochSecond());
      try (SSLSocket after = echo.connect(second)) {
        assertThat(roundTrip(after, random(10))).isEqualTo(random(10));
      }
      assertThat(roundTrip(before, random(60_000))).isEqualTo(random(60_000));
    }
  }

  @Test
  void connectionOfAnother_isNoClientOverTls() throws Exception {
    try (TlsEcho echo = echo(ENDLESS);
        SSLSocket socket = echo.connect(first)) {
      assertThat(roundTrip(socket, random(10))).isEqualTo(random(10));
      assertThat(echo.clients.behind((InetSocketAddress) socket.getLocalSocketAddress())).isEmpty();
    }
  }
}
