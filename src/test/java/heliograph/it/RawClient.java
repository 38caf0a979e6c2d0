package heliograph.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A client without a library: it offers extensions, and sends and sees the frames themselves. */
final class RawClient implements AutoCloseable {
  private static final byte[] FLUSH = {0, 0, (byte) 0xff, (byte) 0xff};
  private static final int COMPRESSED = 0x40;

  private final Inflater inflater = new Inflater(true);
  private final Deflater deflater = new Deflater(9, true);
  private final Socket socket;
  private final DataInputStream in;
  private final List<String> head = new ArrayList<>();
  private final boolean contextKept;

  /** A frame of the relay. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Frame(int first, byte[] payload) {}

  /** Asks for a WebSocket with these lines of offers. */
  RawClient(URI relay, String... offers) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), relay.getPort());
    socket.setSoTimeout(15_000);
    in = new DataInputStream(socket.getInputStream());
    StringBuilder request =
        new StringBuilder(
            """
            GET / HTTP/1.1
            Host: relay
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13
            """);
    for (String offer : offers) {
      request.append("Sec-WebSocket-Extensions: ").append(offer).append('\n');
    }
    String lines = request.append('\n').toString().replace("\n", "\r\n");
    socket.getOutputStream().write(lines.getBytes(ISO_8859_1));
    for (String line = line(); !line.isEmpty(); line = line()) {
      head.add(line);
    }
    contextKept = !extensions().orElse("").contains("server_no_context_takeover");
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.readByte(); c != '\n'; c = in.readByte()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  int status() {
    return Integer.parseInt(head.getFirst().substring(9, 12));
  }

  /** What the relay agreed to. */
  Optional<String> extensions() {
    String name = "sec-websocket-extensions:";
    return head.stream()
        .filter(line -> line.regionMatches(true, 0, name, 0, name.length()))
        .map(line -> line.substring(name.length()).strip())
        .findFirst();
  }

  void send(int first, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    frame.write(0x80 | 127);
    frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    socket.getOutputStream().write(frame.toByteArray());
  }

  /** Sends the beginning of a frame, with a length and no payload. */
  void sendHead(int first, long length) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(14).put((byte) first).put((byte) 0xff).putLong(length);
    socket.getOutputStream().write(frame.array());
  }

  /** Sends a text compressed by itself, in three fragments. */
  void sendDeflated(String text) throws IOException {
    byte[] payload = deflated(text.getBytes(UTF_8));
    int third = payload.length / 3;
    send(0x41, Arrays.copyOf(payload, third));
    send(0x00, Arrays.copyOfRange(payload, third, 2 * third));
    send(0x80, Arrays.copyOfRange(payload, 2 * third, payload.length));
  }

  byte[] deflated(byte[] message) {
    byte[] room = new byte[message.length + 100];
    deflater.reset();
    deflater.setInput(message);
    int size = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
    return Arrays.copyOf(room, size - FLUSH.length);
  }

  Frame next() throws IOException {
    int first = in.readUnsignedByte();
    int length = in.readUnsignedByte();
    length = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
    return new Frame(first, in.readNBytes(length));
  }

  /** The next message. */
  String text() throws IOException {
    return text(next());
  }

  /** The text of a frame. */
  String text(Frame frame) throws IOException {
    if ((frame.first & 0x0f) != 1) {
      throw new AssertionError("no text but " + Integer.toHexString(frame.first));
    }
    byte[] payload = isCompressed(frame) ? inflated(frame.payload) : frame.payload;
    return new String(payload, UTF_8);
  }

  static boolean isCompressed(Frame frame) {
    return (frame.first & COMPRESSED) != 0;
  }

  private byte[] inflated(byte[] payload) {
    if (!contextKept) {
      inflater.reset();
    }
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    byte[] room = new byte[4_096];
    try {
      for (byte[] part : List.of(payload, FLUSH)) {
        inflater.setInput(part);
        for (int made = inflater.inflate(room); made > 0; made = inflater.inflate(room)) {
          message.write(room, 0, made);
        }
      }
    } catch (DataFormatException e) {
      throw new AssertionError(e);
    }
    return message.toByteArray();
  }

  /** The code that the relay closes with, after whatever it says before. */
  int closeCode() throws IOException {
    Frame frame = next();
    while (frame.first != 0x88) {
      frame = next();
    }
    return ByteBuffer.wrap(frame.payload).getShort();
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    deflater.end();
    socket.close();
  }
}
