package heliograph.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket to a relay. Sending is thread-safe and in order. A message of more than {@link
 * #MESSAGE_CHARS_MAX} characters ends the link.
 */
final class RelayLink implements AutoCloseable {
  /** The maximum number of characters of a message, more than any known relay sends. */
  static final int MESSAGE_CHARS_MAX = 1 << 23;

  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final AtomicLong heard = new AtomicLong(System.nanoTime());

  @GuardedBy("this")
  private CompletableFuture<WebSocket> lastSend;

  /**
   * Connects to a relay.
   *
   * @param received receives each text message, one at a time
   * @param ended receives the reason when the connection is closed or lost
   * @throws IllegalStateException if the relay cannot be reached
   */
  RelayLink(URI relay, Consumer<String> received, Consumer<String> ended) {
    requireWebSocket(relay);
    try {
      socket =
          client
              .newWebSocketBuilder()
              .buildAsync(relay, new Listener(received, ended, heard))
              .orTimeout(20, TimeUnit.SECONDS)
              .join();
    } catch (CompletionException e) {
      client.shutdownNow();
      throw new IllegalStateException(
          "cannot connect to " + relay + ": " + NetworkFault.words(e.getCause()), e);
    }
    lastSend = CompletableFuture.completedFuture(socket);
  }

  private void requireWebSocket(URI relay) {
    String scheme = String.valueOf(relay.getScheme()).toLowerCase(Locale.ROOT);
    if (relay.getHost() == null || !scheme.equals("ws") && !scheme.equals("wss")) {
      client.shutdownNow();
      throw new IllegalStateException(
          "not the address of a relay, which begins with ws:// or wss://: " + relay);
    }
  }

  private record Listener(
      Consumer<String> received, Consumer<String> ended, StringBuilder parts, AtomicLong heard)
      implements WebSocket.Listener {
    private Listener(Consumer<String> received, Consumer<String> ended, AtomicLong heard) {
      this(received, ended, new StringBuilder(), heard);
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
      return alive(from);
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
      return alive(from);
    }

    private @Nullable CompletionStage<?> alive(WebSocket from) {
      heard.set(System.nanoTime());
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      ended.accept(code + (reason.isEmpty() ? "" : " " + reason));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable fault) {
      ended.accept(NetworkFault.words(fault));
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      heard.set(System.nanoTime());
      if (part.length() > MESSAGE_CHARS_MAX - parts.length()) {
        from.abort();
        ended.accept("its message is longer than " + MESSAGE_CHARS_MAX + " characters");
        return null;
      }
      parts.append(part);
      if (last) {
        String message = parts.toString();
        parts.setLength(0);
        parts.trimToSize();
        received.accept(message);
      }
      from.request(1);
      return null;
    }
  }

  /** Sends a ping. */
  synchronized void ping() {
    lastSend = lastSend.thenCompose(ready -> socket.sendPing(ByteBuffer.allocate(0)));
  }

  /** Returns the time since the last message. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heard.get());
  }

  /** Sends a message after those sent before; does not wait. */
  synchronized void send(String text) {
    lastSend = lastSend.thenCompose(ready -> socket.sendText(text, true));
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
  }
}
