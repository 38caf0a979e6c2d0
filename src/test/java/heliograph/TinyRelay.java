package heliograph;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that speaks as much WebSocket as a client needs, and answers as a test says. */
public final class TinyRelay implements AutoCloseable {
  private static final Pattern KEY =
      Pattern.compile(
          "^sec-websocket-key:\\s*(\\S+)", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private final ServerSocket server;
  private final Function<String, List<byte[]>> answers;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> received = new CopyOnWriteArrayList<>();

  /** Answers each text message with these bytes, frames and all. */
  public TinyRelay(Function<String, List<byte[]>> answers) throws IOException {
    this.answers = answers;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  public URI address() {
    return URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/");
  }

  /** Text messages and, as {@code opcode:payload}, other frames. */
  public List<String> received() {
    return received;
  }

  public static byte[] text(String message) {
    return frame(0x81, message.getBytes(UTF_8));
  }

  public static byte[] frame(int first, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(first);
    int length = payload.length;
    if (length < 126) {
      out.write(length);
    } else if (length < 65_536) {
      out.writeBytes(new byte[] {126, (byte) (length >> 8), (byte) length});
    } else {
      out.writeBytes(new byte[] {127, 0, 0, 0, 0});
      out.writeBytes(
          new byte[] {
            (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
          });
    }
    out.writeBytes(payload);
    return out.toByteArray();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      StringBuilder request = new StringBuilder();
      while (request.indexOf("\r\n\r\n") < 0) {
        request.append((char) in.readUnsignedByte());
      }
      out.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n".getBytes(ISO_8859_1));
      String accept = "Connection: Upgrade\r\nSec-WebSocket-Accept: " + accept(request.toString());
      out.write((accept + "\r\n\r\n").getBytes(ISO_8859_1));
      while (true) {
        int opcode = in.readUnsignedByte() & 15;
        int length = in.readUnsignedByte();
        if (length < 128) {
          throw new IllegalStateException("a client must mask");
        }
        length &= 127;
        length =
            length == 127 ? (int) in.readLong() : length == 126 ? in.readUnsignedShort() : length;
        int mask = in.readInt();
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < length; i++) {
          payload[i] ^= (byte) (mask >>> 24 - 8 * (i & 3));
        }
        String message = new String(payload, UTF_8);
        received.add(opcode == 1 ? message : opcode + ":" + message);
        if (opcode == 1) {
          for (byte[] answer : answers.apply(message)) {
            out.write(answer);
            out.flush();
          }
        }
      }
    } catch (IOException e) {
      received.add("gone");
    }
  }

  /** The proof that a server has understood the handshake (RFC 6455, section 4.2.2). */
  private static String accept(String request) {
    Matcher key = KEY.matcher(request);
    String text = (key.find() ? key.group(1) : "") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest(text.getBytes(ISO_8859_1));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
