package heliograph.it;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A Nostr client that waits for what it expects, with a deadline. */
final class RelayClient implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 90;
  private static final String NO_MORE = "";
  private static final Pattern EVENT_ID = Pattern.compile("\"id\":\"([0-9a-f]{64})\"");

  private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final WebSocket socket;
  private final CompletableFuture<Boolean> reached = new CompletableFuture<>();
  private volatile String challenge = "";
  private final AtomicInteger challenges = new AtomicInteger();
  private String lastEose = "";

  /** Connects, and waits for the relay's first word. */
  RelayClient(URI relay) {
    this(relay, "User-Agent", "heliograph-tests");
  }

  /** Connects with a header in the opening request. */
  RelayClient(URI relay, String header, String value) {
    this(relay, HttpClient.newHttpClient(), header, value);
  }

  /** Connects by the caller's HTTP client, which knows whom to trust. */
  RelayClient(URI relay, HttpClient http) {
    this(relay, http, "User-Agent", "heliograph-tests");
  }

  private RelayClient(URI relay, HttpClient http, String header, String value) {
    socket =
        http.newWebSocketBuilder()
            .header(header, value)
            .buildAsync(relay, new Listener())
            .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .join();
    socket
        .sendPing(ByteBuffer.allocate(0))
        .exceptionally(ended -> socket) // the relay was quicker to close: told below
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
    if (!reached.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join()) {
      throw new AssertionError("the connection has ended: " + closed.join());
    }
  }

  /** What the relay sent for AUTH; asked for, where it has sent nothing yet (NIP-42). */
  String challenge() {
    if (challenge.isEmpty()) {
      send("[\"REQ\",\"challenge\",{\"kinds\":[1059]}]");
      String refusal = next();
      if (!refusal.startsWith("[\"CLOSED\",\"challenge\",\"auth-required: ")) {
        throw new AssertionError("no refusal: " + refusal);
      }
    }
    return challenge;
  }

  /** How many challenges have come. */
  int challenges() {
    return challenges.get();
  }

  /** Authenticates, and returns the OK's text after the id. */
  String authenticate(Key key) {
    NostrEvent answer =
        TestEvents.signed(
            key,
            22_242,
            System.currentTimeMillis() / 1_000,
            List.of(List.of("relay", "ws://127.0.0.1/"), List.of("challenge", challenge())),
            "");
    return say("AUTH", answer);
  }

  /** Sends an event under a verb, and returns the OK's text after the id. */
  String say(String verb, NostrEvent event) {
    send("[\"" + verb + "\"," + TestEvents.text(event) + "]");
    return ok(event.id().hex());
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      parts.append(part);
      if (last) {
        String message = parts.toString();
        if (message.startsWith("[\"AUTH\",\"")) {
          challenge = message.substring(9, message.length() - 2);
          challenges.incrementAndGet();
        } else {
          received.add(message);
        }
        parts.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer payload) {
      reached.complete(true);
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      ended(code + " " + reason);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable fault) {
      ended("1006 " + fault);
    }

    private void ended(String how) {
      closed.complete(how);
      reached.complete(false);
      received.add(NO_MORE);
    }
  }

  void send(String text) {
    socket.sendText(text, true).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  WebSocket socket() {
    return socket;
  }

  /** The next message; fails at once where the connection has ended. */
  String next() {
    try {
      String message = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no message within " + PATIENCE_SECONDS + " s");
      }
      if (message.equals(NO_MORE)) {
        received.add(NO_MORE);
        throw new AssertionError("the connection has ended: " + closed.join());
      }
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The messages that have come and nobody has read. */
  List<String> rest() {
    List<String> rest = new ArrayList<>();
    received.drainTo(rest);
    rest.removeIf(NO_MORE::equals);
    return rest;
  }

  /** Code and reason of the relay's close frame. */
  String closeFrame() {
    return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Publishes and returns the OK's text after the id. */
  String publish(NostrEvent event) {
    return publish(TestEvents.text(event), event.id().hex());
  }

  /** Publishes JSON and returns the text after the id of the OK that must come. */
  String publish(String json, String id) {
    send("[\"EVENT\"," + json + "]");
    return ok(id);
  }

  private String ok(String id) {
    String ok = next();
    String head = "[\"OK\",\"" + id + "\",";
    if (!ok.startsWith(head)) {
      throw new AssertionError("no OK for the event: " + ok);
    }
    return ok.substring(head.length(), ok.length() - 1);
  }

  /** Subscribes, and returns the ids of the stored events up to EOSE. */
  List<String> req(String subscription, String... filters) {
    send("[\"REQ\",\"" + subscription + "\"," + String.join(",", filters) + "]");
    List<String> ids = new ArrayList<>();
    for (String message = next(); ; message = next()) {
      if (message.startsWith("[\"EOSE\",\"" + subscription + "\"")) {
        lastEose = message;
        return ids;
      }
      ids.add(eventId(message, subscription));
    }
  }

  /** The ids of the stored events that filters select; nothing stays open. */
  List<String> query(String... filters) {
    List<String> ids = req("query", filters);
    send("[\"CLOSE\",\"query\"]");
    return ids;
  }

  /** The EOSE that ended the last {@link #req}. */
  String lastEose() {
    return lastEose;
  }

  /** The id of the event in an EVENT message under this subscription. */
  static String eventId(String message, String subscription) {
    Matcher id = EVENT_ID.matcher(message);
    if (!message.startsWith("[\"EVENT\",\"" + subscription + "\",") || !id.find()) {
      throw new AssertionError("not an EVENT of " + subscription + ": " + message);
    }
    return id.group(1);
  }

  /** Sends and returns the next message. */
  String ask(String text) {
    send(text);
    return next();
  }

  @Override
  public void close() {
    socket.abort();
  }
}
