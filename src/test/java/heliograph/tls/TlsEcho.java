package heliograph.tls;

import heliograph.config.HttpConfig;
import heliograph.config.RelayConfig;
import heliograph.metrics.InMemoryMeters;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;
import javax.net.ssl.SSLSocket;

/** A TLS listener before a server that sends everything back; its clock stands still. */
final class TlsEcho implements AutoCloseable {
  final InMemoryMeters meters = new InMemoryMeters();
  final TlsClients clients = new TlsClients();
  final ServerCertificate certificate;
  final Path certificateFile;
  final Path keyFile;
  final int port;

  private final AtomicLong nanos = new AtomicLong();
  private final ServerSocket server;
  private final TlsListener listener;
  private final BiConsumer<Socket, TlsClient> onConnection;

  TlsEcho(
      Path folder,
      TestCertificate shown,
      int connectionsMax,
      TlsTimeouts timeouts,
      ToIntFunction<InetAddress> webSocketsMax,
      BiConsumer<Socket, TlsClient> onConnection)
      throws IOException, GeneralSecurityException {
    certificateFile = folder.resolve("fullchain.pem");
    keyFile = folder.resolve("privkey.pem");
    shown.write(certificateFile, keyFile);
    this.onConnection = onConnection;
    server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Map<String, String> values =
        Map.of(
            "heliograph.http.port",
            "" + server.getLocalPort(),
            "heliograph.http.admin-port",
            "1",
            "heliograph.http.tls-port",
            "" + port,
            "heliograph.http.tls-certificate",
            certificateFile.toString(),
            "heliograph.http.tls-key",
            keyFile.toString(),
            "heliograph.http.tls-connections-max",
            "" + connectionsMax);
    HttpConfig http = RelayConfig.read(key -> Optional.ofNullable(values.get(key))).fixed().http();
    certificate = new ServerCertificate(http.tls().orElseThrow());
    listener =
        new TlsListener(
            http,
            http.tls().orElseThrow(),
            certificate,
            clients,
            webSocketsMax,
            meters,
            timeouts,
            nanos::get);
    Thread.ofVirtual().start(this::serve);
    listener.start();
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket taken = server.accept();
        Thread.ofVirtual().start(() -> echo(taken));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void echo(Socket taken) {
    try (taken) {
      PushbackInputStream in = new PushbackInputStream(taken.getInputStream());
      int begin = in.read(); // once it has come, the listener has told who the client is
      if (begin < 0) {
        return;
      }
      in.unread(begin);
      clients
          .behind((InetSocketAddress) taken.getRemoteSocketAddress())
          .ifPresent(client -> onConnection.accept(taken, client));
      in.transferTo(taken.getOutputStream());
    } catch (IOException e) {
      // the client has gone, which some tests want
    }
  }

  /** Sets the listener's clock so far ahead. */
  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** How many connections are open. */
  double open() {
    return meters.gauge("heliograph_tls_connections");
  }

  /** A client that has not shaken hands. */
  SSLSocket connect(TestCertificate trusted) {
    try {
      SSLSocket socket =
          (SSLSocket)
              trusted
                  .trusting()
                  .getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(60_000);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A client that speaks no TLS. */
  Socket connectPlain() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    return socket;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    try {
      listener.drain(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
  }
}
