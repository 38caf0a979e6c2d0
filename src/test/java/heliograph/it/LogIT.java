package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.cli.Launcher;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a relay writes on its console and in its log, by the keys {@code heliograph.log.…}. */
class LogIT {
  private static final Map<String, String> WITHOUT_DATABASE =
      Map.of("HELIOGRAPH_ANALYTICS_ENABLED", "false");

  @TempDir private Path folder;

  private List<String> linesOfARun(Path settings) throws Exception {
    int port = Launcher.freePort();
    Process relay =
        Launcher.startRelay(WITHOUT_DATABASE, folder, port, "--config", settings.toString());
    Path logs = folder.resolve("liberty/heliograph/logs");
    List<String> dumps = dumps(logs);
    try {
      for (String path : List.of("/wp-login1.php", "/ibm/api/", "/ibm/console", "/.env", "/a;b")) {
        RawHttp.ask(
            URI.create("http://127.0.0.1:" + port + "/"), "GET " + path + " HTTP/1.1", "Host: x");
      }
    } finally {
      relay.destroy();
      relay.waitFor();
    }
    assertThat(dumps(logs)).as("of strangers' requests").isEqualTo(dumps);
    return Files.readAllLines(logs.resolve("messages.log"));
  }

  private static List<String> dumps(Path logs) {
    String[] names = logs.resolve("ffdc").toFile().list();
    return names == null ? List.of() : Stream.of(names).sorted().toList();
  }

  private static JsonObject object(String line) {
    try (JsonReader reader = Json.createReader(new StringReader(line))) {
      return reader.readObject();
    }
  }

  @Test
  void logOfAStart_namesWhatRuns_andTheConsoleHasNoPrefix() throws Exception {
    Path settings =
        Files.writeString(folder.resolve("x.properties"), "heliograph.log.rooms=tls=debug");
    List<String> log = linesOfARun(settings);
    assertThat(log)
        .anyMatch(line ->
            line.contains("relay started version=")
                && line.contains(" data=" + folder)
                && line.contains(" settings=" + settings)
                && line.contains(" mode=relay profile=private admins=0 java="));
    assertThat(Files.readAllLines(folder.resolve("relay.log")))
        .hasSizeLessThan(6)
        .anyMatch(line -> line.startsWith("heliograph: starting, data folder " + folder + ", "))
        .anyMatch(line -> line.startsWith("Heliograph is ready: ws://127.0.0.1:"));
    assertThat(log).noneMatch(line -> line.contains("wp-login"));
  }

  @Test
  void log_inJson_isJsonOnTheConsoleToo_andHasTheLevelsOfItsRooms() throws Exception {
    Path settings =
        Files.write(
            folder.resolve("x.properties"),
            List.of(
                "heliograph.log.format=json",
                "heliograph.log.console-level=info",
                "heliograph.log.level=warning",
                "heliograph.log.rooms=runtime=info"));
    List<String> log = linesOfARun(settings);
    assertThat(log).filteredOn(line -> line.contains("relay started version=")).hasSize(1);
    assertThat(log.stream().dropWhile(line -> !line.startsWith("{"))) // the server's header
        .hasSizeGreaterThan(10)
        .allMatch(line -> object(line).containsKey("message"))
        .noneMatch(line -> line.contains("\"module\":\"heliograph.store"));
    try (Stream<String> console = Files.lines(folder.resolve("relay.log"))) {
      assertThat(console.filter(line -> line.startsWith("{")).map(LogIT::object))
          .anyMatch(line -> line.getString("message").startsWith("Heliograph is ready: ws"))
          .anyMatch(line -> line.getString("message").startsWith("relay started"));
    }
  }
}
