package heliograph.runtime;

import heliograph.config.HttpConfig;
import heliograph.config.RelayConfig;
import heliograph.config.WebSocketEngine;
import heliograph.metrics.InMemoryMeters;
import heliograph.websocket.PracticeDoor;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Runs the relay's code before the first client connects, so that it is compiled by then.
 *
 * <pre>
 * The JVM interprets a method until it has run some thousands of times, and compiles it while
 * its callers wait: the first seconds of a fresh relay are its slowest. So a second relay, with its
 * own store in a temporary folder, handles events and requests for a short time, over sockets of
 * the server as clients use them (see PracticeDoor) if its address is known. The two share only the
 * code. The relay is ready when the warm-up is over.
 * </pre>
 *
 * <p>Runs on its own thread; {@link #close} ends it early.
 */
final class WarmUp implements AutoCloseable {
  private static final Logger LOG = System.getLogger(WarmUp.class.getName());
  private static final int TURN = 12;
  private static final Duration POLL = Duration.ofMillis(20);

  /** How long the server may take to listen, before the practice goes on without a socket. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final String FOLDER = "warm-up";

  private final RelayConfig real;
  private final PracticeDoor door;
  private final Optional<InetSocketAddress> server;
  private final Path folder;
  private final Thread thread;
  private volatile int rounds;
  private volatile boolean closed;

  /** Starts a warm-up of {@code config.warmUp()}; a fault ends it and is only logged. */
  static WarmUp start(RelayConfig config, PracticeDoor door) {
    WarmUp warmUp = new WarmUp(config, door);
    warmUp.thread.start();
    return warmUp;
  }

  private WarmUp(RelayConfig real, PracticeDoor door) {
    this.real = real;
    this.door = door;
    server = ownServer(real.fixed().http());
    folder = real.fixed().data().resolve(FOLDER);
    thread = Threads.platform("warm-up").newThread(this::run);
  }

  /**
   * Returns where a server that the launcher has started listens for plain WebSockets that the
   * relay's own engine takes; empty for any other.
   */
  private static Optional<InetSocketAddress> ownServer(HttpConfig http) {
    if (!Console.isLaunched()
        || http.tls().isPresent()
        || http.engine() == WebSocketEngine.CONTAINER
        || http.host().contains(":")) {
      return Optional.empty();
    }
    boolean everywhere = http.host().equals("*") || http.host().equals("0.0.0.0");
    return Optional.of(new InetSocketAddress(everywhere ? "127.0.0.1" : http.host(), http.port()));
  }

  private RelayConfig scratch() {
    Map<String, String> values =
        Map.of(
            "heliograph.data", folder.toString(),
            "heliograph.store.map-size", "256MiB",
            "heliograph.store.disk-free-min", "0",
            "heliograph.store.durability", "none",
            "heliograph.search.enabled", "false",
            "heliograph.analytics.enabled", "false",
            "heliograph.crypto.provider", real.fixed().crypto().name(),
            "heliograph.threads.verifiers", "1",
            "heliograph.threads.scanners", "1");
    return RelayConfig.read(key -> Optional.ofNullable(values.get(key)));
  }

  boolean isOver() {
    return !thread.isAlive();
  }

  /** Returns the number of events published so far, with one query each. */
  int rounds() {
    return rounds;
  }

  void await() throws InterruptedException {
    thread.join();
  }

  /** Ends the warm-up after its current round: its store must not be closed by an interrupt. */
  @Override
  public void close() {
    closed = true;
    try {
      await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      Folders.remove(folder); // it may have been left by a relay that was killed
      if (real.fixed().warmUp().isZero() || real.fixed().isWorker()) {
        return;
      }
      try (Relay relay = new Relay(scratch(), new InMemoryMeters())) {
        practise(relay);
      } finally {
        Folders.remove(folder);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) { // the relay starts without it
      LOG.log(closed ? Level.DEBUG : Level.WARNING, "warm-up ended early fault=" + e);
    }
  }

  /** Practises for the configured time, which begins when the server answers. */
  private void practise(Relay relay) throws IOException, InterruptedException {
    String key = random();
    String answer = random();
    door.open(key, answer, relay.connections());
    try {
      Optional<PracticeLine> socket =
          server.isPresent() ? connect(server.get(), key, answer) : Optional.empty();
      boolean overSockets = socket.isPresent();
      try (PracticeLine publisher = socket.orElseGet(() -> direct(relay));
          PracticeLine asker =
              overSockets
                  ? LoopbackSocket.open(server.get(), key, answer).orElseThrow()
                  : direct(relay)) {
        practise(new Practice(folder, relay.schnorr()), publisher, asker);
      }
      LOG.log(Level.INFO, "warm-up over rounds=" + rounds + " sockets=" + overSockets);
    } finally {
      door.close();
    }
  }

  private static String random() {
    return UUID.randomUUID().toString();
  }

  private static PracticeLine direct(Relay relay) {
    return new DirectLine(relay.connections());
  }

  /** Connects as soon as the server answers; empty if it does not in time. */
  private Optional<PracticeLine> connect(InetSocketAddress server, String key, String answer)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!closed && System.nanoTime() < end) {
      try {
        Optional<LoopbackSocket> socket = LoopbackSocket.open(server, key, answer);
        if (socket.isPresent()) {
          return Optional.of(socket.get());
        }
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "not listening yet address={0}", server);
      }
      Thread.sleep(POLL);
    }
    return Optional.empty();
  }

  private void practise(Practice practice, PracticeLine publisher, PracticeLine asker)
      throws IOException, InterruptedException {
    asker.send(List.of("[\"REQ\",\"live\",{\"kinds\":[1],\"limit\":0}]"));
    asker.awaitAnswers(1);
    long end = System.nanoTime() + real.fixed().warmUp().toNanos();
    for (int round = 0; !closed && System.nanoTime() < end; round += TURN) {
      List<String> events = new ArrayList<>();
      List<String> requests = new ArrayList<>();
      for (int i = round; i < round + TURN; i++) {
        events.add(practice.event(i));
        requests.add(practice.request(i));
      }
      publisher.send(events);
      asker.send(requests);
      publisher.awaitAnswers(TURN);
      asker.awaitAnswers(TURN);
      asker.send(IntStream.range(round, round + TURN).mapToObj(practice::end).toList());
      rounds = round + TURN;
    }
  }
}
