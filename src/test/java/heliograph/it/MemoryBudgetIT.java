package heliograph.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.cli.Launcher;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relay with a small heap and connections that hold more than it has. */
class MemoryBudgetIT {
  private static final int CONNECTIONS = 6_000;
  private static final int PART = 66_000;

  /** What fits into 480 MiB beside 6,000 connections. */
  private static final Map<String, String> SMALL =
      Map.of(
          "HELIOGRAPH_HEAP", "480m",
          "HELIOGRAPH_ANALYTICS_ENABLED", "false",
          "HELIOGRAPH_MEMORY_PARTIAL_MESSAGES", "24MiB",
          "HELIOGRAPH_MEMORY_OUTBOUND", "16MiB",
          "HELIOGRAPH_MEMORY_LIVE", "16MiB",
          "HELIOGRAPH_MEMORY_VERIFY_QUEUE", "8MiB",
          "HELIOGRAPH_LIMITS_FILTER_BYTES_MAX", "16MiB",
          "HELIOGRAPH_LIMITS_CONNECTIONS_MAX", "" + (CONNECTIONS + 1),
          "HELIOGRAPH_NEGENTROPY_RECORDS_TOTAL_MAX", "100000");

  @TempDir private Path folder;

  /** A connection with an unfinished message of {@link #PART} bytes and a frame begun after it. */
  private static Socket unfinished(int port, int number) throws IOException {
    InetAddress from = InetAddress.getByName("127.0.1." + (1 + number % 200));
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port, from, 0);
    String hello =
        """
        GET / HTTP/1.1\r
        Host: x\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r
        \r
        """;
    socket.getOutputStream().write(hello.getBytes(US_ASCII));
    InputStream in = socket.getInputStream();
    byte[] status = in.readNBytes("HTTP/1.1 101".length());
    assertThat(new String(status, US_ASCII)).isEqualTo("HTTP/1.1 101");
    ByteBuffer frames = ByteBuffer.allocate(14 + PART + 14 + PART - 1);
    frames.put((byte) 0x01).put((byte) 0xff).putLong(PART).putInt(0).put(new byte[PART]);
    frames.put((byte) 0x80).put((byte) 0xff).putLong(PART / 2).putInt(0);
    frames.put(new byte[PART / 2 - 1]);
    socket.getOutputStream().write(frames.array(), 0, frames.position());
    return socket;
  }

  @Test
  void partsOfMessages_ofVeryManyConnections_doNotEndTheRelay() throws Exception {
    int port = Launcher.freePort();
    Process relay = Launcher.startRelay(SMALL, folder, port);
    List<Socket> held = new ArrayList<>();
    try (RelayClient honest = new RelayClient(URI.create("ws://127.0.0.1:" + port + "/"))) {
      Key author = Key.of(11);
      for (int i = 0; i < CONNECTIONS; i++) {
        try {
          held.add(unfinished(port, i));
        } catch (IOException | AssertionError e) {
          assertThat(relay.isAlive()).isTrue(); // it may turn some away
        }
        if (i % 500 == 0) {
          assertThat(
                  honest.publish(
                      TestEvents.note(author, System.currentTimeMillis() / 1_000, "n" + i)))
              .isEqualTo("true,\"\"");
        }
      }
      assertThat(held).as("6,000 parts are 600 MB").hasSizeGreaterThan(CONNECTIONS / 2);
      assertThat(honest.query("{\"kinds\":[1]}")).hasSize(CONNECTIONS / 500);
      assertThat(relay.isAlive()).isTrue();
    } finally {
      for (Socket socket : held) {
        socket.close();
      }
      relay.destroy();
      relay.waitFor();
    }
  }

  @Test
  void budgetThatDoesNotFit_isRefusedWithTheSentenceThatMendsIt() throws Exception {
    int port = Launcher.freePort();
    assertThatThrownBy(() -> Launcher.startRelay(Map.of("HELIOGRAPH_HEAP", "300m"), folder, port))
        .hasMessageContaining("cannot start: the memory budget needs ")
        .hasMessageContaining("set HELIOGRAPH_HEAP=");
  }
}
