package heliograph.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/**
 * A blocking connection that writes any bytes, well-formed or not. Confined to one thread, but for
 * {@link #close}, which ends what blocks.
 */
final class HostileSocket implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 1_000;
  private static final int FIN_TEXT = 0x81;
  private static final int DEFLATED_TEXT = 0xc1;

  private final Socket socket = new Socket();
  private final String authority;
  private final InputStream in;
  private final OutputStream out;

  /** Connects to {@code relay} from an address of this machine. */
  HostileSocket(InetSocketAddress relay, InetAddress source) throws IOException {
    authority = relay.getHostString() + ":" + relay.getPort();
    socket.bind(new InetSocketAddress(source, 0));
    socket.connect(relay, CONNECT_MILLIS);
    socket.setSoTimeout(READ_MILLIS);
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  /** Writes bytes as they are; each character is one. */
  void raw(String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
  }

  /** Writes the head of an HTTP request, {@code headers} with their line ends. */
  void http(String method, String target, String headers) throws IOException {
    raw(method + " " + target + " HTTP/1.1\r\nHost: " + authority + "\r\n" + headers + "\r\n");
  }

  /** Reads what has come, for a second at most; returns how many bytes. */
  int drain() throws IOException {
    byte[] bytes = new byte[1 << 16];
    try {
      return in.read(bytes);
    } catch (SocketTimeoutException e) {
      return 0;
    }
  }

  /** Reads and drops bytes until this many messages or the end may have come. */
  void drain(int reads) throws IOException {
    for (int i = 0; i < reads && drain() > 0; i++) {
      // what the relay says does not matter
    }
  }

  /** Opens a WebSocket; throws if the relay refuses. */
  HostileSocket upgraded(String headers) throws IOException {
    http(
        "GET",
        "/",
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + headers);
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0 || answer.length() > 4_096) {
        throw new IOException("no handshake: " + answer);
      }
      answer.append((char) next);
    }
    if (!answer.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException("refused: " + answer.substring(0, answer.indexOf("\r\n")));
    }
    return this;
  }

  /** Sends a text message in one frame. */
  void text(String message) throws IOException {
    byte[] bytes = message.getBytes(UTF_8);
    frame(FIN_TEXT, bytes, bytes.length);
  }

  /** Sends a text message compressed by permessage-deflate, which must have been agreed on. */
  void deflated(String message) throws IOException {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(message.getBytes(UTF_8));
      byte[] bytes = new byte[message.length() + 64];
      int size = deflater.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH);
      byte[] payload = new byte[size - 4]; // without the empty block (RFC 7692, section 7.2.1)
      System.arraycopy(bytes, 0, payload, 0, payload.length);
      frame(DEFLATED_TEXT, payload, payload.length);
    } finally {
      deflater.end();
    }
  }

  /** Sends a masked frame that claims a length, with the payload that is there. */
  void frame(int head, byte[] payload, long length) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) head);
    if (length < 126) {
      frame.put((byte) (0x80 | length));
    } else if (length < 65_536) {
      frame.put((byte) 0xfe).putShort((short) length);
    } else {
      frame.put((byte) 0xff).putLong(length);
    }
    frame.putInt(0).put(payload);
    out.write(frame.array(), 0, frame.position());
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // it is of no more use either way
    }
  }
}
