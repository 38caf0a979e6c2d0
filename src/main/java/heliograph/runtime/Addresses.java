package heliograph.runtime;

import heliograph.config.HttpConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Checks whether the server can listen on its configured addresses, since it only logs that it
 * cannot. A port in use is not a fault here, because the server may listen before the relay has
 * started.
 */
final class Addresses {
  private static final int PATIENCE_MILLIS = 2_000;

  private Addresses() {}

  /**
   * Binds each address for a moment.
   *
   * @throws IllegalStateException if an address cannot be bound; the message names it and the key
   *     to change
   */
  static void check(HttpConfig http) {
    check(http.host(), http.port(), "heliograph.http.host (--host) and -.port (--port)");
    if (http.adminPort() > 0) {
      check("127.0.0.1", http.adminPort(), "heliograph.http.admin-port (--admin-port)");
    }
  }

  private static void check(String host, int port, String keys) {
    try {
      InetAddress address =
          host.equals("*") ? InetAddress.getLoopbackAddress() : InetAddress.getByName(host);
      bind(address, 0);
      if (!isListening(address, port)) {
        bind(address, port);
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot listen on %s port %d: %s; see %s".formatted(host, port, e.getMessage(), keys), e);
    }
  }

  private static void bind(InetAddress address, int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
    }
  }

  private static boolean isListening(InetAddress address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), PATIENCE_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
