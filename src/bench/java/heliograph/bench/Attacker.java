package heliograph.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.NostrEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One turn of one attack from one address: what it opens is closed when the turn is over, which
 * also ends what blocks. Confined to the turn's thread, but for {@link #end}.
 */
final class Attacker {
  /**
   * A message must fit the limits of the relay, or it would be refused before it costs anything.
   */
  private static final int MESSAGE_MAX = 120_000;

  private final InetSocketAddress relay;
  private final InetAddress source;
  private final Corpus corpus;
  private final Random random;
  private final Set<HostileSocket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  Attacker(InetSocketAddress relay, InetAddress source, Corpus corpus, Random random) {
    this.relay = relay;
    this.source = source;
    this.corpus = corpus;
    this.random = random;
  }

  /** Whether the turn goes on. */
  boolean goesOn() {
    return !ended;
  }

  /** Ends the turn. */
  void end() {
    ended = true;
    sockets.forEach(HostileSocket::close);
  }

  Random random() {
    return random;
  }

  /** A plain connection. */
  HostileSocket connect() throws IOException {
    if (ended) {
      throw new IOException("the turn is over");
    }
    HostileSocket socket = new HostileSocket(relay, source);
    sockets.add(socket);
    if (ended) {
      socket.close();
    }
    return socket;
  }

  /** Opens as many plain connections as the relay lets this address have. */
  List<HostileSocket> connect(int count) {
    List<HostileSocket> opened = new ArrayList<>();
    try {
      while (opened.size() < count) {
        opened.add(connect());
      }
    } catch (IOException e) {
      // fewer then
    }
    return opened;
  }

  /** A WebSocket. */
  HostileSocket webSocket() throws IOException {
    return connect().upgraded("");
  }

  /** Opens as many WebSockets as the relay lets this address have. */
  List<HostileSocket> webSockets(int count) {
    List<HostileSocket> opened = new ArrayList<>();
    try {
      while (opened.size() < count) {
        opened.add(webSocket());
      }
    } catch (IOException e) {
      // fewer then
    }
    return opened;
  }

  void close(HostileSocket socket) {
    sockets.remove(socket);
    socket.close();
  }

  /** A genuine event of now by one of the attackers' keys. */
  NostrEvent event(int kind, List<List<String>> tags, String content) {
    long now = System.currentTimeMillis() / 1_000;
    int author = random.nextInt(corpus.authors());
    synchronized (corpus) { // its random numbers are not for several threads
      return corpus.event(author, now - random.nextInt(100), kind, tags, content);
    }
  }

  /** The message that publishes an event. */
  static String publish(NostrEvent event) {
    return "[\"EVENT\"," + new String(event.json(), UTF_8) + "]";
  }

  /** Quoted strings, {@code prefix} and a number each, between commas; as many as fit a message. */
  static String values(String prefix, int first) {
    StringBuilder values = new StringBuilder();
    for (int i = first; values.length() < MESSAGE_MAX; i++) {
      values.append(values.isEmpty() ? "" : ",").append('"').append(prefix).append(i).append('"');
    }
    return values.toString();
  }
}
