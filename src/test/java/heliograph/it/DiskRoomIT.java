package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.Eventually;
import heliograph.SmallDisk;
import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.cli.Launcher;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relay whose disk has less room than events are to leave. */
class DiskRoomIT {
  private static final Map<String, String> MORE_THAN_THERE_IS =
      Map.of("HELIOGRAPH_STORE_DISK_FREE_MIN", "1000TiB", "HELIOGRAPH_ANALYTICS_ENABLED", "false");

  @TempDir private Path folder;

  private static String health(int port) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI ready = URI.create("http://127.0.0.1:" + port + "/health/ready");
      return http.send(HttpRequest.newBuilder(ready).build(), BodyHandlers.ofString()).body();
    }
  }

  @Test
  void disk_nearlyFull_refusesEventsReadsAndSaysSo() throws Exception {
    int port = Launcher.freePort();
    Process relay = Launcher.startRelay(MORE_THAN_THERE_IS, folder, port);
    try (RelayClient client = new RelayClient(URI.create("ws://127.0.0.1:" + port + "/"))) {
      long now = System.currentTimeMillis() / 1_000;
      assertThat(client.publish(TestEvents.note(Key.of(1), now, "x")))
          .isEqualTo(
              "false,\"error: the relay's disk is nearly full, events cannot be stored now\"");
      assertThat(client.query("{\"kinds\":[1]}")).isEmpty();
      Eventually.eventually("readiness", () -> ready(port), body -> body.contains("degraded: "));
      assertThat(health(port)).contains("\"status\":\"UP\"");
    } finally {
      relay.destroy();
      relay.waitFor();
    }
  }

  @Test
  void disk_full_isNotReadyUntilThereIsRoom() throws Exception {
    int port = Launcher.freePort();
    Map<String, String> settings =
        Map.of("HELIOGRAPH_STORE_DISK_FREE_MIN", "0", "HELIOGRAPH_ANALYTICS_ENABLED", "false");
    try (SmallDisk small = new SmallDisk(folder, "size=400m")) {
      Path disk = small.folder();
      Path data = Files.createDirectory(disk.resolve("data"));
      Process relay = Launcher.startRelay(settings, data, port);
      try {
        Eventually.eventually("ready", () -> status(port), found -> found == 200);
        Path ballast = disk.resolve("ballast");
        try (FileChannel file =
            FileChannel.open(ballast, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          ByteBuffer block = ByteBuffer.allocate(1 << 20);
          while (disk.toFile().getUsableSpace() > 8 << 20) {
            file.write(block.rewind());
          }
        }
        Eventually.eventually("not ready", () -> status(port), found -> found == 503);
        assertThat(health(port)).contains("\"status\":\"DOWN\"", "disk full: ");
        Files.delete(ballast);
        Eventually.eventually("ready again", () -> status(port), found -> found == 200);
      } finally {
        relay.destroy();
        relay.waitFor();
      }
    }
  }

  private static int status(int port) {
    return ApiClient.get(URI.create("http://127.0.0.1:" + port + "/health/ready")).statusCode();
  }

  private static String ready(int port) {
    try {
      return health(port);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
