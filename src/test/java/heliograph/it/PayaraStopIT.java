package heliograph.it;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.TestFork;
import heliograph.cli.Launcher;
import heliograph.cli.PayaraDomain;
import heliograph.event.NostrEvent;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stops of a Payara Server with a relay that is taking events, one after the other on the same
 * data: {@code -Dheliograph.it.stops=20} makes so many of them each way.
 */
@Tag("payara")
class PayaraStopIT {
  private static final int STOPS = Integer.getInteger("heliograph.it.stops", 2);
  private static final int EVENTS = 300;

  @TempDir private Path folder;

  private final Set<String> acknowledged = new HashSet<>();

  @ParameterizedTest
  @ValueSource(strings = {"asadmin stop-domain", "SIGTERM"})
  void stop_whileEventsCome_isInOrderEachTime(String way) throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    for (int stop = 1; stop <= STOPS; stop++) {
      int port = TestFork.freePort();
      PayaraDomain domain = PayaraDomain.prepared(folder.resolve("domain"), port);
      Process process =
          domain.start(
              folder.resolve("console.log"),
              Map.of("HELIOGRAPH_DATA", data.toString(), "HELIOGRAPH_WARM_UP", "0s"));
      try {
        eventually(
            "start " + stop,
            () -> isReady(port),
            ready -> {
              assertThat(process.isAlive()).isTrue();
              return ready;
            });
        publishUntilStopped(port, stop, () -> end(way, domain, process));
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("stop %d ends", stop).isTrue();
      } finally {
        process.destroyForcibly().waitFor();
      }
      if (way.startsWith("asadmin")) {
        assertThat(domain.log())
            .as("stop %d", stop)
            .containsOnlyOnce("relay stopped")
            .doesNotContain("NoClassDefFoundError", "Error destroying an instance");
      }
    }
    assertStored(data);
  }

  private static boolean isReady(int port) {
    try {
      URI ready = URI.create("http://127.0.0.1:" + port + "/health/ready");
      return ApiClient.get(ready).statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false; // nothing listens yet
    }
  }

  /** Sends events all the time; has the server stopped on the way and reads to the end. */
  private void publishUntilStopped(int port, int stop, Runnable end) {
    Key author = Key.of(18_700 + stop);
    long now = System.currentTimeMillis() / 1_000;
    List<NostrEvent> notes = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      notes.add(TestEvents.note(author, now, "note " + i));
    }
    try (RelayClient client = new RelayClient(URI.create("ws://127.0.0.1:" + port + "/"))) {
      for (NostrEvent note : notes) {
        client.send("[\"EVENT\"," + TestEvents.text(note) + "]");
      }
      note(client.next());
      end.run();
      assertThat(client.closeFrame()).as("stop %d", stop).startsWith("1001");
      client.rest().forEach(this::note);
    }
  }

  private void note(String answer) {
    assertThat(answer).startsWith("[\"OK\",\"");
    if (answer.contains(",true,")) {
      acknowledged.add(answer.substring(7, 71));
    }
  }

  private static void end(String way, PayaraDomain domain, Process process) {
    if (way.startsWith("asadmin")) {
      domain.stop();
    } else {
      process.destroy();
    }
  }

  /** Nothing holds the store, it is sound, and all that was acknowledged is in it. */
  private void assertStored(Path data) throws Exception {
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(STOPS);
    assertThat(Launcher.run(folder, "verify", "--data", data.toString()).output())
        .contains("no faults");
    Path export = folder.resolve("events.jsonl");
    Launcher.Outcome outcome =
        Launcher.run(folder, "export", "--data", data.toString(), export.toString());
    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    String stored = Files.readString(export, UTF_8);
    assertThat(acknowledged).allMatch(id -> stored.contains("\"id\":\"" + id + "\""));
  }
}
