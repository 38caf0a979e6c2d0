package heliograph.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;

/** HTTP without a library: it sends the bytes it is given, whatever they are. */
final class RawHttp {
  private RawHttp() {}

  /** A connection to a server, with nothing sent. */
  static Socket connect(URI server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort());
    socket.setSoTimeout(60_000);
    return socket;
  }

  /** Sends bytes, written as ISO 8859-1, on a connection that stays open. */
  static void send(Socket socket, String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
  }

  /** Everything that comes until the server closes. */
  static String rest(Socket socket) throws IOException {
    StringBuilder all = new StringBuilder();
    byte[] buffer = new byte[8_192];
    try {
      for (int n = socket.getInputStream().read(buffer); n > 0; ) {
        all.append(new String(buffer, 0, n, ISO_8859_1));
        n = socket.getInputStream().read(buffer);
      }
    } catch (SocketException e) {
      return all.toString(); // a reset is an end as well
    }
    return all.toString();
  }

  /** The whole answer to a request of these lines; the connection is asked to end with it. */
  static String ask(URI server, String... lines) throws IOException {
    try (Socket socket = connect(server)) {
      send(socket, String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n");
      return rest(socket);
    }
  }
}
