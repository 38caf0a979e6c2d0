package heliograph.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import heliograph.config.RelayConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the launcher's user is told that the relay is ready. */
class ReadyMessageTest {
  private final PrintStream before = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void catchWhatIsPrinted() {
    System.setOut(new PrintStream(printed, true, UTF_8));
  }

  @AfterEach
  void giveBack() {
    System.setOut(before);
  }

  @Test
  void message_doesNotTakeTheAnswerOfAnotherRelay() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/health/ready",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    other.start();
    try {
      Map<String, String> settings =
          Map.of("heliograph.http.port", "" + other.getAddress().getPort());
      RelayConfig config = RelayConfig.read(key -> Optional.ofNullable(settings.get(key)));
      new ReadyMessage(
              config,
              () -> {
                boolean isReady = asked.get() == 4;
                assertThat(printed.size()).isZero();
                return isReady;
              })
          .printWhenReady();
    } finally {
      other.stop(0);
    }
    assertThat(asked).hasValue(4);
    assertThat(printed.toString(UTF_8)).startsWith("Heliograph is ready: ws://127.0.0.1:");
  }
}
