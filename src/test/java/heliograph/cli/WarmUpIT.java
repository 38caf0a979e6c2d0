package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The warm-up of a relay that the launcher has started. */
class WarmUpIT {
  @TempDir private Path folder;

  @Test
  void warmUp_usesTheServersSockets_andLeavesNothing() throws Exception {
    int port = Launcher.freePort();
    Map<String, String> shipped = Map.of("HELIOGRAPH_WARM_UP", "1s", "JVM_ARGS", "");
    Process relay = Launcher.startRelay(shipped, folder, port);
    try (HttpClient client = HttpClient.newHttpClient()) {
      String log = Files.readString(folder.resolve("liberty/heliograph/logs/messages.log"), UTF_8);
      assertThat(log).containsPattern("warm-up over rounds=[1-9][0-9]* sockets=true");
      URI metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
      String figures =
          client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
      assertThat(figures.lines())
          .contains(
              "heliograph_connections 0",
              "heliograph_store_events 0",
              "heliograph_events_total{result=\"stored\"} 0",
              "heliograph_scan_seconds_sum 0");
      assertThat(folder.resolve("warm-up")).doesNotExist();
    } finally {
      relay.destroy();
      relay.waitFor();
    }
  }
}
