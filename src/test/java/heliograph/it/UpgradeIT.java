package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.ReleaseBefore;
import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.cli.Launcher;
import heliograph.cli.Launcher.Outcome;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data folder of the release before: opened as it is, with all that was in it. */
class UpgradeIT {
  private static final Pattern ID = Pattern.compile("^\\{\"id\":\"([0-9a-f]{64})\"");

  @TempDir private static Path folder;

  private static List<String> ids(Path lines) throws Exception {
    List<String> ids = new ArrayList<>();
    for (String line : Files.readAllLines(lines)) {
      Matcher id = ID.matcher(line);
      assertThat(id.find()).isTrue();
      ids.add(id.group(1));
    }
    return ids;
  }

  @Test
  void dataOfTheReleaseBefore_isServedAndWritten() throws Exception {
    Path data = ReleaseBefore.unpack(folder);
    Path before = data.resolve("events.jsonl");
    List<String> shown = ids(data.resolve("shown.jsonl"));
    int port = Launcher.freePort();
    Process relay =
        Launcher.startRelay(Map.of("HELIOGRAPH_ANALYTICS_ENABLED", "false"), data, port);
    try (RelayClient client = new RelayClient(URI.create("ws://127.0.0.1:" + port + "/"))) {
      assertThat(client.query("{\"limit\":100}")).as("a ban holds").isEqualTo(shown);
      assertThat(client.query("{\"#t\":[\"light\"]}")).hasSize(2);
      assertThat(client.query("{\"search\":\"heliograph\"}")).hasSize(1);
      long now = System.currentTimeMillis() / 1_000;
      assertThat(client.publish(TestEvents.note(Key.of(1), now, "after"))).startsWith("true");
      assertThat(client.query("{\"limit\":100}")).hasSize(shown.size() + 1);
    } finally {
      relay.destroy();
      relay.waitFor();
    }
    Path after = folder.resolve("after.jsonl");
    Outcome exported = Launcher.run(folder, "export", "--data", data.toString(), after.toString());
    assertThat(exported.exitCode()).as(exported.output()).isZero();
    assertThat(ids(after)).containsAll(ids(before)).hasSize(ids(before).size() + 1);
    Outcome verified = Launcher.run(folder, "verify", "--data", data.toString());
    assertThat(verified.output()).contains("no faults");
  }
}
