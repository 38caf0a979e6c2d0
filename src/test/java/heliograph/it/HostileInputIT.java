package heliograph.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.Hex;
import heliograph.event.NostrEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes that no client should send, and clients that do not read: the relay goes on. */
class HostileInputIT extends RelayIT {
  private static final int FRAMES = Integer.getInteger("heliograph.fuzz.frames", 20_000);
  private static final long SEED = Long.getLong("heliograph.fuzz.seed", 20_261_121);

  /** The longest message, as NIP-11 says. */
  private static final int LIMIT = 2_097_152;

  private static final int FRAMES_PER_CONNECTION = 200;

  /** A connection without a library: it sends what it is told. */
  private static Socket rawConnection() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), webSocket().getPort());
    socket.setSoTimeout(15_000);
    String request =
        """
        GET / HTTP/1.1
        Host: relay
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Sec-WebSocket-Version: 13

        """
            .replace("\n", "\r\n");
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) in.read());
    }
    assertThat(head.toString()).startsWith("HTTP/1.1 101").contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    return socket;
  }

  private static byte[] frame(int first, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else {
      frame.write(0x80 | 127);
      frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    frame.writeBytes(new byte[] {1, 2, 3, 4});
    for (int i = 0; i < payload.length; i++) {
      frame.write(payload[i] ^ (i % 4 + 1));
    }
    return frame.toByteArray();
  }

  private static String hex(Random random) {
    byte[] bytes = new byte[random.nextInt(80)];
    random.nextBytes(bytes);
    return Hex.encode(bytes);
  }

  private static byte[] hostile(Random random, String sample) {
    String text =
        switch (random.nextInt(14)) {
          case 0 -> sample.substring(0, random.nextInt(sample.length()));
          case 1 -> "[".repeat(random.nextInt(5_000));
          case 2 -> "[\"REQ\",\"a\",{\"limit\":" + "9".repeat(random.nextInt(400)) + "}]";
          case 3 -> sample.replace("\"x\"", "\"\\ud800\"");
          case 4 -> sample.replace("\"tags\":[]", "\"tags\":[[\"d\"],[],[\"\"],[\"e\",\"x\"]]");
          case 5 ->
              "[\"REQ\",\"s" + random.nextInt(99) + "\",{\"kinds\":[" + random.nextInt() + "]}]";
          case 6 -> "[\"COUNT\",\"\\u0000\",{\"#e\":[\"" + random.nextLong() + "\"]}]";
          case 7 -> "[\"CLOSE\"," + random.nextInt() + "]";
          case 8 -> sample.replace("EVENT", "AUTH");
          case 9 -> "[\"NEG-OPEN\",\"n" + random.nextInt(9) + "\",{},\"61" + hex(random) + "\"]";
          case 10 -> "[\"NEG-MSG\",\"n" + random.nextInt(9) + "\",\"" + hex(random) + "\"]";
          case 11 -> "[\"NEG-CLOSE\",\"n" + random.nextInt(9) + "\"]";
          case 12 -> "[\"REQ\",\"q\",{\"search\":\"" + hex(random) + " \\\"a:b " + "\"}]";
          default -> sample;
        };
    byte[] bytes = text.getBytes(UTF_8);
    for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    int first =
        switch (random.nextInt(12)) {
          case 0 -> 0x82;
          case 1 -> 0x01;
          case 2 -> 0x80;
          case 3 -> random.nextInt(256);
          default -> 0x81;
        };
    byte[] whole = frame(first, bytes);
    return random.nextInt(40) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole;
  }

  @Test
  void fuzz_hostileFrames_leaveTheRelayAnswering() throws Exception {
    Random random = new Random(SEED);
    String sample = "[\"EVENT\"," + TestEvents.text(TestEvents.note(freshKey(), now, "x")) + "]";
    for (int sent = 0; sent < FRAMES; sent += FRAMES_PER_CONNECTION) {
      try (Socket socket = rawConnection()) {
        OutputStream out = socket.getOutputStream();
        for (int i = 0; i < FRAMES_PER_CONNECTION; i++) {
          out.write(hostile(random, sample));
          InputStream in = socket.getInputStream();
          in.skipNBytes(Math.min(in.available(), 1 << 16));
        }
      } catch (IOException e) {
        // the relay may close on a violation; the next connection must work
      }
    }
    assertThat(client.publish(TestEvents.note(freshKey(), now, "still here")))
        .as("seed %d", SEED)
        .isEqualTo("true,\"\"");
  }

  @Test
  void message_tooLong_isRefusedByNameAndTheConnectionLives() {
    String filler = " ".repeat(LIMIT);
    String id = "x".repeat(89);
    assertThat(client.ask("[\"REQ\",\"" + id + "\",{}]"))
        .startsWith("[\"CLOSED\",\"" + id + "\",\"invalid: subscription id must have 1 to 64");
    assertThat(client.ask("[\"REQ\",\"s\"," + filler + "{}]"))
        .isEqualTo("[\"CLOSED\",\"s\",\"invalid: message is longer than " + LIMIT + " bytes\"]");
    assertThat(client.ask("[\"NEG-OPEN\",\"n\"," + filler + "{},\"61\"]"))
        .startsWith("[\"NEG-ERR\",\"n\",\"invalid: message is longer than ");
    NostrEvent note = TestEvents.note(freshKey(), now, "x");
    String json = TestEvents.text(note);
    assertThat(client.publish(json.replace("{\"id\"", "{" + filler + "\"id\""), note.id().hex()))
        .startsWith("false,\"invalid: message is longer than ");
    String upper = note.id().hex().toUpperCase(Locale.ROOT);
    assertThat(client.publish(json.replace(note.id().hex(), upper), upper))
        .startsWith("false,\"invalid: id must be 64 lower-case hex digits");
    assertThat(client.publish(note)).isEqualTo("true,\"\"");
  }

  @Test
  void message_muchTooLong_isToldThenClosed1009() {
    client.send("[\"REQ\",\"s\"," + " ".repeat(4 * LIMIT) + "{}]");
    assertThat(client.next()).contains("\"invalid: message is longer than " + LIMIT);
    assertThat(client.closeFrame()).startsWith("1009 ");
  }

  @Test
  void message_binary_isNoticedAndTheConnectionLives() {
    client.socket().sendBinary(ByteBuffer.allocate(10), true).join();
    assertThat(client.next()).startsWith("[\"NOTICE\",\"unsupported: binary");
    assertThat(client.req("s", "{\"limit\":0}")).isEmpty();
  }

  @Test
  void message_inFragmentsWithPingBetween_isRead() throws Exception {
    try (Socket socket = rawConnection()) {
      OutputStream out = socket.getOutputStream();
      out.write(frame(0x01, "[\"REQ\",\"f\",".getBytes(UTF_8)));
      out.write(frame(0x89, "p".getBytes(UTF_8)));
      out.write(frame(0x80, "{\"limit\":0}]".getBytes(UTF_8)));
      byte[] answers = new byte[3 + 2 + 12];
      socket.getInputStream().readNBytes(answers, 0, answers.length);
      assertThat(new String(answers, ISO_8859_1)).contains("\u008a\u0001p", "[\"EOSE\",\"f\"");
    }
  }

  @Test
  void frame_unmaskedOrBroken_isClosedWithItsCode() throws Exception {
    assertThat(closeCode(new byte[] {(byte) 0x81, 1, 'x'})).isEqualTo(1002);
    assertThat(closeCode(frame(0xc1, new byte[1]))).isEqualTo(1002);
    assertThat(closeCode(frame(0x83, new byte[1]))).isEqualTo(1002);
    assertThat(closeCode(frame(0x80, new byte[1]))).isEqualTo(1002);
    assertThat(closeCode(frame(0x81, new byte[] {(byte) 0xff}))).isEqualTo(1007);
  }

  private static int closeCode(byte[] bytes) throws IOException {
    try (Socket socket = rawConnection()) {
      socket.getOutputStream().write(bytes);
      InputStream in = socket.getInputStream();
      assertThat(in.read()).isEqualTo(0x88);
      in.read();
      return in.read() << 8 | in.read();
    }
  }

  @Test
  void reader_thatStops_isClosedWith1008AndOthersDoNotNotice() throws Exception {
    Key key = freshKey();
    String filter = "{" + authors(key) + ",\"limit\":0}";
    try (Socket stalled = rawConnection();
        RelayClient publisher = new RelayClient(webSocket())) {
      stalled.setReceiveBufferSize(4_096);
      stalled
          .getOutputStream()
          .write(frame(0x81, ("[\"REQ\",\"s\"," + filter + "]").getBytes(UTF_8)));
      client.req("live", filter);
      long end = System.nanoTime() + 120_000_000_000L;
      int published = 0;
      while (!isOver(stalled) && System.nanoTime() < end) {
        NostrEvent large = TestEvents.note(key, now, published++ + "x".repeat(60_000));
        assertThat(publisher.publish(large)).isEqualTo("true,\"\"");
        assertThat(RelayClient.eventId(client.next(), "live")).isEqualTo(large.id().hex());
      }
      assertThat(published).isGreaterThan(10);
      assertThat(isOver(stalled)).isTrue();
    }
  }

  /** True once the relay has let go of the connection: writing to it fails. */
  private static boolean isOver(Socket socket) {
    try {
      socket.getOutputStream().write(frame(0x8a, new byte[0]));
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
