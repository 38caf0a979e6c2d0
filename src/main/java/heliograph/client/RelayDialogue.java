package heliograph.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.crypto.RelayKey;
import heliograph.event.JsonScanner;
import heliograph.event.Kinds;
import heliograph.event.MalformedInput;
import heliograph.event.NostrEvent;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A dialogue with a relay: a request, then its answer, with a deadline for each. It authenticates
 * (NIP-42) once, when the relay asks for it and there is a key, and then repeats the refused
 * request. Confined to one thread.
 *
 * <p>Received messages wait for that thread, {@link #WAITING_CHARS_MAX} characters at most; while
 * there is no room, the socket is not read.
 */
public final class RelayDialogue implements AutoCloseable {
  private static final int WAITING_CHARS_MAX = 1 << 24;

  /** The characters counted for a message besides its text. */
  private static final int MESSAGE_OVERHEAD = 256;

  private static final int WINDOW = 64;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final int PING_SECONDS = 20;
  private static final Duration SILENCE_MAX = Duration.ofMinutes(1);

  /**
   * A message of the relay.
   *
   * @param parts the elements of the array after the verb, each as its JSON
   */
  public record Answer(String verb, List<String> parts) {
    public Answer {
      parts = List.copyOf(parts);
    }

    /** Returns the JSON of an element, empty where there is none. */
    public String json(int index) {
      return index < parts.size() ? parts.get(index) : "";
    }

    /** Returns the text of an element, empty where there is none. */
    public String text(int index) {
      String json = json(index);
      return json.startsWith("\"") ? new JsonScanner(json.getBytes(UTF_8)).string() : "";
    }

    /** Returns the text of an element for a person to read: without control characters. */
    public String words(int index) {
      return forPeople(text(index));
    }

    /**
     * Returns the event in this message, in one line.
     *
     * @throws IllegalStateException if there is none
     */
    String event() {
      String json = json(1);
      if (!json.startsWith("{")) {
        throw new IllegalStateException("the relay sent an EVENT without an event");
      }
      return json.replace('\n', ' ').replace('\r', ' '); // between tokens, never in a string
    }
  }

  /** Returns a relay's text for a terminal, without control characters. */
  private static String forPeople(String text) {
    return CONTROL.matcher(text).replaceAll("\uFFFD");
  }

  /** The relay's answer to a published event. */
  public record Ok(String id, boolean accepted, String text) {}

  /** A message from the socket; the last one is the reason why the connection has ended. */
  private record Incoming(String text, boolean last) {
    int size() {
      return text.length() + MESSAGE_OVERHEAD;
    }
  }

  private final Optional<RelayKey> key;
  private final URI named;
  private final Duration patience;
  private final Consumer<String> remarks;
  private final LinkedBlockingQueue<Incoming> incoming = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(WAITING_CHARS_MAX);
  private final RelayLink link;
  private @Nullable String challenge;
  private boolean authenticationTried;
  private @Nullable Incoming head;

  /**
   * Connects to a relay.
   *
   * @param named the relay's address to use in proofs of identity
   * @param patience how long to wait for each message
   * @param remarks receives a line for each notice of the relay, and one if it refuses the key
   * @throws IllegalStateException if the relay cannot be reached
   */
  public RelayDialogue(
      URI relay, URI named, Optional<RelayKey> key, Duration patience, Consumer<String> remarks) {
    this.key = key;
    this.named = named;
    this.patience = patience;
    this.remarks = remarks;
    link =
        new RelayLink(
            relay,
            text -> put(new Incoming(text, false)),
            reason -> put(new Incoming(reason, true)));
  }

  private void put(Incoming message) {
    try {
      room.acquire(message.size());
      incoming.put(message);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends a message after those sent before; does not wait. */
  public void send(String text) {
    link.send(text);
  }

  /**
   * Returns the next message that is neither a challenge nor a notice.
   *
   * @throws IllegalStateException if none comes in time, or the connection ends
   */
  public Answer next() {
    while (true) {
      Answer answer = read();
      switch (answer.verb()) {
        case "AUTH" -> challenge = answer.text(0);
        case "NOTICE" -> remarks.accept("notice: " + answer.words(0));
        default -> {
          return answer;
        }
      }
    }
  }

  private Answer read() {
    Incoming message;
    try {
      message = head != null ? head : incoming.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
      head = null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    if (message == null) {
      throw new IllegalStateException(
          "the relay did not answer within " + patience.toSeconds() + " seconds");
    }
    room.release(message.size());
    if (message.last()) {
      throw new IllegalStateException(
          "the relay closed the connection: " + forPeople(message.text()));
    }
    return parse(message.text());
  }

  private static Answer parse(String text) {
    byte[] json = text.getBytes(UTF_8);
    try {
      JsonScanner scanner = new JsonScanner(json);
      scanner.expect('[');
      String verb = scanner.string();
      List<String> parts = new ArrayList<>(3);
      while (!scanner.accept(']')) {
        scanner.expect(',');
        scanner.peek();
        int from = scanner.position();
        scanner.skipValue();
        parts.add(new String(json, from, scanner.position() - from, UTF_8));
      }
      scanner.expectEnd();
      return new Answer(verb, parts);
    } catch (MalformedInput e) {
      throw new IllegalStateException("the relay sent no Nostr message: " + e.reason(), e);
    }
  }

  /** Returns true if a refusal with this text is worth an attempt to authenticate. */
  public boolean asksToAuthenticate(String text) {
    return text.startsWith("auth-required:") && key.isPresent() && !authenticationTried;
  }

  /**
   * Authenticates before the relay asks for it. A relay sends its challenge when a client connects,
   * or when the client requests something that needs authentication, so this sends a query for gift
   * wraps first.
   */
  public void authenticateAtOnce() {
    if (key.isPresent()) {
      send("[\"REQ\",\"auth\",{\"kinds\":[1059],\"limit\":1}]");
      Answer answer = next();
      while (!answer.text(0).equals("auth") || answer.verb().equals("EVENT")) {
        answer = next();
      }
      if (answer.verb().equals("EOSE")) {
        send("[\"CLOSE\",\"auth\"]");
      }
    }
    authenticate();
  }

  /**
   * Authenticates; a refusal by the relay is a remark.
   *
   * @throws IllegalStateException if there is no key, or no challenge comes in time
   */
  public void authenticate() {
    authenticationTried = true;
    if (key.isEmpty()) {
      throw new IllegalStateException("authentication takes a key; see --key");
    }
    while (challenge == null) {
      Answer answer = read();
      challenge = answer.verb().equals("AUTH") ? answer.text(0) : null;
    }
    NostrEvent proof =
        key.get()
            .sign(
                Kinds.CLIENT_AUTHENTICATION,
                System.currentTimeMillis() / 1_000,
                List.of(List.of("relay", named.toString()), List.of("challenge", challenge)),
                "");
    send("[\"AUTH\"," + new String(proof.json(), UTF_8) + "]");
    Ok ok = nextOk();
    while (!ok.id().equals(proof.id().hex())) {
      ok = nextOk();
    }
    if (!ok.accepted()) {
      remarks.accept("authentication refused: " + ok.text());
    }
  }

  private Ok nextOk() {
    Answer answer = next();
    while (!answer.verb().equals("OK")) {
      answer = next();
    }
    return new Ok(answer.text(0), answer.json(1).equals("true"), answer.words(2));
  }

  /**
   * Publishes events, with a few unanswered ones at a time.
   *
   * @param answers receives the answer to each event
   */
  public void publish(Iterator<NostrEvent> events, Consumer<Ok> answers) {
    Map<String, NostrEvent> open = new LinkedHashMap<>();
    List<NostrEvent> barred = new ArrayList<>();
    while (true) {
      while (barred.isEmpty() && open.size() < WINDOW && events.hasNext()) {
        send(events.next(), open);
      }
      if (open.isEmpty()) {
        return;
      }
      Ok ok = nextOk();
      NostrEvent event = open.remove(ok.id());
      if (event != null && !ok.accepted() && asksToAuthenticate(ok.text())) {
        barred.add(event);
      } else if (event != null) {
        answers.accept(ok);
      }
      if (open.isEmpty() && !barred.isEmpty()) {
        authenticate();
        barred.forEach(again -> send(again, open));
        barred.clear();
      }
    }
  }

  private void send(NostrEvent event, Map<String, NostrEvent> open) {
    if (open.putIfAbsent(event.id().hex(), event) == null) {
      send("[\"EVENT\"," + new String(event.json(), UTF_8) + "]");
    }
  }

  /**
   * Requests stored events or their number.
   *
   * @param verb REQ or COUNT
   * @param events receives the JSON of each event
   * @return the EOSE, COUNT or CLOSED that ended it
   */
  public Answer ask(String verb, String filters, Consumer<String> events) {
    send("[\"" + verb + "\",\"q\"," + filters + "]");
    while (true) {
      Answer answer = next();
      if (!answer.text(0).equals("q")) {
        continue;
      }
      switch (answer.verb()) {
        case "EVENT" -> events.accept(answer.event());
        case "CLOSED" -> {
          if (!asksToAuthenticate(answer.text(1))) {
            return answer;
          }
          authenticate();
          send("[\"" + verb + "\",\"q\"," + filters + "]");
        }
        default -> {
          if (verb.equals("REQ")) {
            send("[\"CLOSE\",\"q\"]");
          }
          return answer;
        }
      }
    }
  }

  /**
   * Requests stored events and those that come after; returns only when the relay ends the
   * subscription.
   *
   * @param events receives the JSON of each event
   * @param stored called when all stored events have been passed
   * @return the CLOSED that ended it
   * @throws IllegalStateException if the connection ends, or sends nothing for a minute
   */
  public Answer follow(String filters, Consumer<String> events, Runnable stored) {
    String request = "[\"REQ\",\"q\"," + filters + "]";
    send(request);
    boolean live = false;
    while (true) {
      if (live) {
        awaitMessage();
      }
      Answer answer = next();
      if (!answer.text(0).equals("q")) {
        continue;
      }
      switch (answer.verb()) {
        case "EVENT" -> events.accept(answer.event());
        case "EOSE" -> {
          live = true;
          stored.run();
        }
        case "CLOSED" -> {
          if (!asksToAuthenticate(answer.text(1))) {
            return answer;
          }
          authenticate();
          send(request);
        }
        default -> {} // other messages do not answer a subscription
      }
    }
  }

  /** Waits as long as the relay answers pings. */
  private void awaitMessage() {
    try {
      while (incoming.isEmpty()) {
        if (link.silence().compareTo(SILENCE_MAX) > 0) {
          throw new IllegalStateException("the relay has given no sign of life for a minute");
        }
        Incoming first = incoming.poll(PING_SECONDS, TimeUnit.SECONDS);
        if (first != null) {
          head = first;
          return;
        }
        link.ping();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
