package heliograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a relay: killed, it loses nothing it acknowledged; told to stop, it says goodbye. */
class DurabilityIT {
  @TempDir private Path folder;

  @Test
  void sigkill_underLoad_losesNothingAcknowledged() throws Exception {
    Launcher.Outcome outcome = Launcher.run(folder, "torture", "--rounds", "2", "--seed", "3");
    assertThat(outcome.output()).contains("round 3: ", "nothing was lost");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void sigterm_answersWhatWasTakenAndClosesTheConnectionOnly() throws Exception {
    int port = Launcher.freePort();
    Process relay = Launcher.startRelay(folder, port);
    LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
    CompletableFuture<Integer> closed = new CompletableFuture<>();
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), listener(received, closed))
            .join();
    socket.sendText("[\"REQ\",\"open\",{\"limit\":0,\"kinds\":[7]}]", true).join();
    assertThat(received.poll(3, TimeUnit.MINUTES)).startsWith("[\"EOSE\",\"open\"");
    for (int i = 0; i < 50; i++) {
      NostrEvent event = TestEvents.note(Key.of(9), 1_700_000_000 + i, "x");
      socket.sendText("[\"EVENT\"," + TestEvents.text(event) + "]", true).join();
    }
    assertThat(received.poll(3, TimeUnit.MINUTES)).startsWith("[\"OK\",");
    relay.destroy();
    assertThat(closed.get(3, TimeUnit.MINUTES)).isEqualTo(1001);
    assertThat(received).allMatch(text -> text.startsWith("[\"OK\","));
    assertThat(relay.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(Launcher.run(folder, "verify", "--data", folder.toString()).output())
        .contains("no faults");
  }

  private static WebSocket.Listener listener(
      LinkedBlockingQueue<String> received, CompletableFuture<Integer> closed) {
    return new WebSocket.Listener() {
      @Override
      public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
        received.add(text.toString());
        from.request(1);
        return null;
      }

      @Override
      public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
      }
    };
  }
}
