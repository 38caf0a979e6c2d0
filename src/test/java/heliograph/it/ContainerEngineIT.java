package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.cli.Launcher;
import heliograph.event.NostrEvent;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The relay on the container's own WebSocket engine, set in a file (ADR 0004). */
class ContainerEngineIT {
  @TempDir private Path folder;

  @Test
  void relay_onTheContainersEngine_speaksTheSame() throws Exception {
    Path settings = folder.resolve("relay.properties");
    Files.write(
        settings,
        List.of("heliograph.websocket.engine=container", "heliograph.limits.limit-default=3"));
    int port = Launcher.freePort();
    URI address = URI.create("ws://127.0.0.1:" + port + "/");
    Process relay = Launcher.startRelay(folder, port, "--config", settings.toString());
    try (RelayClient client = new RelayClient(address);
        RelayClient listener = new RelayClient(address);
        RawClient deflating = new RawClient(address, "permessage-deflate")) {
      assertThat(deflating.extensions()).as("ADR 0012").isEmpty();
      Key key = Key.of(1);
      assertThat(listener.req("live", "{\"limit\":0}")).isEmpty();
      for (int i = 0; i < 5; i++) {
        NostrEvent note = TestEvents.note(key, 1_700_000_000 + i, "héllo " + i);
        assertThat(client.publish(note)).isEqualTo("true,\"\"");
        assertThat(RelayClient.eventId(listener.next(), "live")).isEqualTo(note.id().hex());
      }
      assertThat(client.req("s", "{\"authors\":[\"" + key.pubkey() + "\"]}")).hasSize(3);
      client.socket().sendBinary(ByteBuffer.allocate(4), true).join();
      assertThat(client.next()).startsWith("[\"NOTICE\",\"unsupported: binary");
      assertThat(client.ask("[\"REQ\",\"t\"," + " ".repeat(2_097_152) + "{}]"))
          .startsWith("[\"CLOSED\",\"t\",\"invalid: message is longer");
      assertThat(client.query("{\"limit\":1}")).hasSize(1);
    } finally {
      relay.destroy();
      relay.waitFor();
    }
  }

  @Test
  void start_withBadSettings_tellsAllFaultsAtOnce() throws Exception {
    Path settings = folder.resolve("bad.properties");
    Files.write(
        settings,
        List.of(
            "heliograph.limits.tags-max=many",
            "heliograph.limts.x=1",
            "heliograph.data=" + folder));
    String file = settings.toString();
    for (List<String> command :
        List.of(
            List.of("stats", "--config", file), List.of("run", "--config", file, "--port", "0"))) {
      int port = Launcher.freePort();
      List<String> words = new ArrayList<>(command);
      words.replaceAll(word -> word.equals("0") ? "" + port : word);
      Launcher.Outcome outcome = Launcher.run(folder, words.toArray(String[]::new));
      assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(1);
      assertThat(outcome.output())
          .contains(
              "heliograph.limits.tags-max must be a whole number", "heliograph.limts.x is not");
    }
  }
}
