package heliograph.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.websocket.PracticeDoor;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;

/** A WebSocket of the warm-up to its own process. Confined to one thread. */
final class LoopbackSocket implements PracticeLine {
  private static final int SILENCE_MILLIS = 5_000;
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int HEADER_BYTES_MAX = 8 << 10;
  private static final int HEAD_BYTES = 10;
  private static final byte[] NO_MASK = new byte[4];

  private final SocketChannel channel;
  private final OutputStream out;
  private final DataInputStream in;
  private final byte[] head = new byte[HEAD_BYTES];

  /**
   * Connects, with the key of the {@link PracticeDoor}.
   *
   * @return empty unless the other side gives the right answer
   * @throws IOException if nobody listens there
   */
  static Optional<LoopbackSocket> open(InetSocketAddress server, String key, String answer)
      throws IOException {
    LoopbackSocket socket = new LoopbackSocket(SocketChannel.open(server));
    try {
      if (socket.isLetIn(server, key, answer)) {
        return Optional.of(socket);
      }
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
    socket.close();
    return Optional.empty();
  }

  private LoopbackSocket(SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.socket().setSoTimeout(SILENCE_MILLIS);
    channel.socket().setTcpNoDelay(true);
    out = channel.socket().getOutputStream();
    in =
        new DataInputStream(
            new BufferedInputStream(channel.socket().getInputStream(), BUFFER_BYTES));
  }

  private boolean isLetIn(InetSocketAddress server, String key, String answer) throws IOException {
    String request =
        "GET / HTTP/1.1\r\nHost: "
            + server.getHostString()
            + ":"
            + server.getPort()
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
            + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + PracticeDoor.HEADER
            + ": "
            + key
            + "\r\n\r\n";
    out.write(request.getBytes(US_ASCII));
    StringBuilder response = new StringBuilder();
    while (response.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0 || response.length() == HEADER_BYTES_MAX) {
        return false;
      }
      response.append((char) next);
    }
    return response.indexOf("HTTP/1.1 101") == 0
        && response.indexOf(PracticeDoor.HEADER + ": " + answer + "\r\n") > 0;
  }

  @Override
  public void send(List<String> messages) throws IOException {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (String message : messages) {
      byte[] bytes = message.getBytes(UTF_8);
      frames.write(0x81);
      if (bytes.length < 126) {
        frames.write(0x80 | bytes.length);
      } else {
        frames.write(0x80 | 126);
        frames.write(bytes.length >>> 8);
        frames.write(bytes.length);
      }
      frames.writeBytes(NO_MASK);
      frames.writeBytes(bytes);
    }
    out.write(frames.toByteArray());
  }

  @Override
  public void awaitAnswers(int count) throws IOException {
    for (int left = count; left > 0; ) {
      in.readUnsignedByte();
      long length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      int known = (int) Math.min(length, HEAD_BYTES);
      in.readFully(head, 0, known);
      in.skipNBytes(length - known);
      String start = new String(head, 0, known, ISO_8859_1);
      if (!start.startsWith("[\"EVENT\"") && !start.startsWith("[\"AUTH\"")) {
        left--;
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
