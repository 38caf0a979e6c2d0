package heliograph.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.config.RelayConfig;
import heliograph.connection.ClientConnection;
import heliograph.connection.Origin;
import heliograph.connection.Transport;
import heliograph.crypto.RelayKey;
import heliograph.event.NostrEvent;
import heliograph.event.Seconds;
import heliograph.metrics.InMemoryMeters;
import heliograph.protocol.RelayMessage;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Runs the relay's code before the first client connects, so that it is compiled by then.
 *
 * <pre>
 * The JVM interprets a method until it has run some thousands of times, and compiles it while
 * its callers wait: the first seconds of a fresh relay are its slowest. So a second relay, with its
 * own store in a temporary folder, handles events and queries for a short time while the server is
 * still starting. The two share only the code. The relay is ready when the warm-up is over.
 * </pre>
 *
 * <p>Runs on its own thread; {@link #close} ends it early.
 */
final class WarmUp implements AutoCloseable {
  private static final Logger LOG = System.getLogger(WarmUp.class.getName());
  private static final int UNANSWERED_MAX = 64;
  private static final String FOLDER = "warm-up";

  private final RelayConfig real;
  private final Path folder;
  private final Thread thread;
  private volatile int rounds;
  private volatile boolean closed;

  /** Starts a warm-up of {@code config.warmUp()}; a fault ends it and is only logged. */
  static WarmUp start(RelayConfig config) {
    WarmUp warmUp = new WarmUp(config);
    warmUp.thread.start();
    return warmUp;
  }

  private WarmUp(RelayConfig real) {
    this.real = real;
    folder = real.fixed().data().resolve(FOLDER);
    thread = Threads.platform("warm-up").newThread(this::run);
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
      RelayConfig config = scratch();
      try (Relay relay = new Relay(config, new InMemoryMeters())) {
        practise(relay, config);
        LOG.log(Level.INFO, "warm-up over rounds=" + rounds);
      } finally {
        Folders.remove(folder);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) { // the relay starts without it
      LOG.log(Level.WARNING, "warm-up ended early fault=" + e);
    }
  }

  private void practise(Relay relay, RelayConfig config) throws InterruptedException {
    RelayKey author = RelayKey.of(config.fixed().keyFile(), relay.schnorr());
    Answers answers = new Answers(new Semaphore(UNANSWERED_MAX), new Semaphore(1));
    Origin origin = new Origin(InetAddress.getLoopbackAddress(), Optional.empty());
    ClientConnection client = relay.connections().open(answers, origin).orElseThrow();
    long now = Seconds.now();
    long end = System.nanoTime() + real.fixed().warmUp().toNanos();
    ask(client, answers.queries, "[\"REQ\",\"live\",{\"kinds\":[1],\"limit\":0}]");
    for (int round = 0; !closed && System.nanoTime() < end; round++) {
      NostrEvent event = event(author, now, round);
      String id = event.id().hex();
      ask(client, answers.events, "[\"EVENT\"," + new String(event.json(), UTF_8) + ']');
      ask(client, answers.queries, "[\"REQ\",\"q\"," + filter(round, id, author) + ']');
      rounds = round + 1;
    }
    client.ended();
  }

  private static NostrEvent event(RelayKey author, long now, int round) {
    String hex = author.publicKey().hex();
    List<List<String>> tags =
        List.of(
            List.of("e", hex, "", "root"), List.of("p", hex), List.of("t", "topic" + round % 9));
    int kind = round % 8 == 0 ? 0 : round % 4 == 0 ? 7 : 1;
    return author.sign(kind, now - round, tags, "note " + round + " \"with\" a line\nand another");
  }

  private static String filter(int round, String id, RelayKey author) {
    String hex = author.publicKey().hex();
    return switch (round % 6) {
      case 0 -> "{\"ids\":[\"" + id + "\"]}";
      case 1 -> "{\"authors\":[\"" + hex + "\"],\"kinds\":[0]}";
      case 2 -> "{\"#e\":[\"" + hex + "\"],\"kinds\":[1,7],\"limit\":10}";
      case 3 -> "{\"kinds\":[1],\"limit\":20}";
      case 4 -> "{\"#t\":[\"topic1\"],\"limit\":10}";
      default -> "{\"authors\":[\"" + hex + "\"],\"kinds\":[1,6],\"limit\":20}";
    };
  }

  private static void ask(ClientConnection client, Semaphore unanswered, String message)
      throws InterruptedException {
    if (!unanswered.tryAcquire(5, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no answer for five seconds");
    }
    client.cork();
    client.received(message.getBytes(UTF_8));
    client.flushOnThisThread();
  }

  /** Discards answers; an OK makes room for an event, an EOSE for the next query. */
  private record Answers(Semaphore events, Semaphore queries) implements Transport {
    @Override
    public void send(RelayMessage message) {
      if (message instanceof RelayMessage.Ok) {
        events.release();
      } else if (message instanceof RelayMessage.Eose || message instanceof RelayMessage.Closed) {
        queries.release();
      }
    }

    @Override
    public void ping() {}

    @Override
    public void pong(byte[] payload) {}

    @Override
    public void flush() {}

    @Override
    public void close(int code, String reason) {}

    @Override
    public void cut() {}
  }
}
