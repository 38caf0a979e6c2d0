package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.config.CryptoProvider;
import heliograph.config.RelayConfig;
import heliograph.event.NostrEvent;
import heliograph.load.Corpus;
import heliograph.runtime.SchnorrChoice;
import heliograph.store.lmdb.LmdbStoreReader;
import heliograph.store.lmdb.StoreVerifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Kills a relay over and over and checks that nothing it acknowledged is lost. */
@Command(
    name = "torture",
    description = {
      "Start a relay of its own, publish as fast as it takes, SIGKILL it at a random moment, and",
      "check on the next start that every event answered OK true is there, byte for byte, and that",
      "the store is whole. Exit code 1: something was lost."
    },
    mixinStandardHelpOptions = true)
final class TortureCommand implements Callable<Integer> {
  private static final int LINKS = 4;
  private static final int AUTHORS = 200;
  private static final int IDS_PER_REQ = 400;

  @Option(names = "--rounds", defaultValue = "50", description = "kills; default ${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--seed", defaultValue = "1", description = "of moments and events")
  private long seed;

  private final HttpClient client = HttpClient.newHttpClient();

  /** Canonical JSON by id of all events answered OK true, over all rounds. */
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    String home = System.getProperty("heliograph.home");
    if (home == null) {
      throw new IllegalStateException("start torture with ./heliograph torture");
    }
    Path data = Files.createTempDirectory("heliograph-torture");
    int port = freePort();
    Random random = new Random(seed);
    long since = System.currentTimeMillis() / 1_000 - 86_400;
    Corpus corpus = new Corpus(SchnorrChoice.of(CryptoProvider.AUTO), seed, AUTHORS);
    int published = 0;
    long lost = 0;
    for (int round = 1; round <= rounds + 1; round++) {
      RelayProcess relay = new RelayProcess(Path.of(home), data, port);
      try {
        relay.awaitReady(client);
        lost += missing(relay.webSocket());
        if (round <= rounds) {
          long millis = 300L + random.nextInt(2_200);
          published = publish(relay, corpus, since, published, millis);
        }
      } finally {
        relay.kill();
      }
      long faults = faults(data);
      lost += faults;
      System.out.printf(
          "round %d: %,d acknowledged so far, %d lost or faulty%n",
          round, acknowledged.size(), lost);
    }
    System.out.println(lost == 0 ? "nothing was lost" : lost + " LOST OR FAULTY; data in " + data);
    return lost == 0 ? 0 : 1;
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  /** Publishes from all links until the relay is killed; returns the next event's number. */
  private int publish(RelayProcess relay, Corpus corpus, long since, int first, long millis)
      throws InterruptedException {
    Map<String, String> sent = new ConcurrentHashMap<>();
    List<RelayLink> links = new ArrayList<>();
    for (int i = 0; i < LINKS; i++) {
      links.add(new RelayLink(client, relay.webSocket(), message -> answered(message, sent)));
    }
    int number = first;
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      NostrEvent event = corpus.note(number++, since);
      String json = new String(event.json(), UTF_8);
      sent.put(event.id().hex(), json);
      links.get(number % LINKS).send("[\"EVENT\"," + json + "]");
    }
    relay.kill();
    links.forEach(RelayLink::close);
    return number;
  }

  private void answered(String message, Map<String, String> sent) {
    if (message.startsWith("[\"OK\",\"") && message.contains("\",true,")) {
      String id = message.substring(7, 71);
      Optional.ofNullable(sent.get(id)).ifPresent(json -> acknowledged.put(id, json));
    }
  }

  /** How many acknowledged events the relay does not return as they were. */
  private long missing(URI relay) throws InterruptedException {
    List<String> ids = new ArrayList<>(acknowledged.keySet());
    Map<String, String> found = new HashMap<>();
    for (int from = 0; from < ids.size(); from += IDS_PER_REQ) {
      List<String> part = ids.subList(from, Math.min(ids.size(), from + IDS_PER_REQ));
      CountDownLatch eose = new CountDownLatch(1);
      try (RelayLink link =
          new RelayLink(
              client,
              relay,
              message -> {
                if (message.startsWith("[\"EVENT\",\"t\",")) {
                  String json = message.substring(13, message.length() - 1);
                  found.put(json.substring(7, 71), json);
                } else if (!message.startsWith("[\"AUTH\",")) {
                  eose.countDown();
                }
              })) {
        link.send("[\"REQ\",\"t\",{\"ids\":[\"" + String.join("\",\"", part) + "\"]}]");
        if (!eose.await(30, TimeUnit.SECONDS)) {
          throw new IllegalStateException("the relay does not answer a REQ");
        }
      }
    }
    return acknowledged.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(found.get(entry.getKey())))
        .count();
  }

  private static long faults(Path data) {
    RelayConfig config =
        RelayConfig.read(
            key -> key.equals("heliograph.data") ? Optional.of(data.toString()) : Optional.empty());
    try (LmdbStoreReader reader = new LmdbStoreReader(config.store(), Clock.systemUTC())) {
      return new StoreVerifier(reader, System.err::println).run(event -> {}, looked -> {});
    }
  }

  /** A relay in a process of its own. */
  private static final class RelayProcess {
    private final Process process;
    private final int port;
    private final Path log;

    private RelayProcess(Path home, Path data, int port) throws IOException {
      this.port = port;
      log = data.resolve("torture.log");
      process =
          new ProcessBuilder(
                  home.resolve("heliograph").toString(),
                  "run",
                  "--port",
                  Integer.toString(port),
                  "--data",
                  data.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    }

    private URI webSocket() {
      return URI.create("ws://127.0.0.1:" + port + "/");
    }

    private void awaitReady(HttpClient client) throws IOException, InterruptedException {
      long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
      while (System.nanoTime() < end && process.isAlive()) {
        try {
          new RelayLink(client, webSocket(), message -> {}).close();
          return;
        } catch (IllegalStateException e) {
          Thread.sleep(100); // not listening yet
        }
      }
      throw new IllegalStateException("the relay does not start:\n" + Files.readString(log));
    }

    private void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }
  }
}
