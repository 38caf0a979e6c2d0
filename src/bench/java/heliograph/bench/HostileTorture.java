package heliograph.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import heliograph.config.CryptoProvider;
import heliograph.runtime.Folders;
import heliograph.runtime.SchnorrProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All attacks at once from eight addresses beside honest clients, against a relay of its own with
 * the settings of a public one; see {@link TortureCommand}.
 */
final class HostileTorture {
  private static final int ATTACKERS = 8;
  private static final int HONEST_ADDRESSES = 100;

  /** What strangers may have a relay write, whatever they do: a line a kind and minute. */
  private static final long LOG_LINES_MAX = 1_000;

  private final Path home;
  private final Duration time;
  private final int listeners;
  private final long seed;

  HostileTorture(Path home, Duration time, int listeners, long seed) {
    this.home = home;
    this.time = time;
    this.listeners = listeners;
    this.seed = seed;
  }

  /** Runs it; returns the exit code. */
  int run(List<String> arguments) throws IOException, InterruptedException {
    if (!HostileNamespace.isOurs()) {
      int code = HostileNamespace.run(home.resolve("heliograph").toString(), arguments);
      if (code >= 0) {
        return code;
      }
      System.out.println(
          "no network namespace (that takes root and ip): the addresses are of 127.0.0.0/8");
    }
    String network = HostileNamespace.isOurs() ? "10.66." : "127.66.";
    String host = HostileNamespace.isOurs() ? "10.66.0.1" : "127.0.0.1";
    List<InetAddress> attackers = addresses(network + "0.", 11, ATTACKERS);
    List<InetAddress> honest = addresses(network + "1.", 1, HONEST_ADDRESSES);
    Path data = Files.createTempDirectory("heliograph-hostile");
    Path settings = data.resolve("relay.properties");
    Files.write(
        settings,
        List.of(
            "heliograph.profile=public",
            "heliograph.rates.exempt=",
            "heliograph.api.password=correct horse battery"));
    int port = RelayProcess.freePort();
    RelayProcess relay =
        new RelayProcess(
            home,
            data,
            host,
            port,
            Map.of(
                "HELIOGRAPH_HTTP_HOST",
                HostileNamespace.isOurs() ? "0.0.0.0" : "127.0.0.1",
                "HELIOGRAPH_CONFIG",
                settings.toString()));
    boolean inOrder;
    HostileRun.Outcome outcome;
    List<AttackProcess> attack = new ArrayList<>();
    try {
      relay.awaitReady();
      outcome =
          new HostileRun(
                  SchnorrProvider.of(CryptoProvider.AUTO),
                  honest,
                  listeners,
                  seed,
                  System.out::println)
              .run(
                  relay,
                  span -> {
                    attack.add(attack(host, port, attackers, span));
                    return attack.getFirst();
                  },
                  time);
      inOrder = relay.stop();
    } finally {
      for (AttackProcess process : attack) {
        process.end().forEach(System.out::println);
      }
      relay.stop(); // in order if it can: a database outlives a relay that is killed
    }
    return report(outcome, inOrder, StoreFaults.count(data), data);
  }

  private static int report(
      HostileRun.Outcome outcome, boolean inOrder, long storeFaults, Path data) throws IOException {
    outcome.lines().forEach(System.out::println);
    outcome.faults().forEach(System.out::println);
    System.out.println("store faults " + storeFaults);
    if (!inOrder) {
      System.out.println("the relay did not stop in order within a minute");
    }
    long logged = lines(data.resolve("relay.log"));
    System.out.printf("lines in the relay's log %,d, at most %,d%n", logged, LOG_LINES_MAX);
    boolean good =
        outcome.faults().isEmpty() && inOrder && storeFaults == 0 && logged <= LOG_LINES_MAX;
    System.out.println(
        good ? "the relay held, and nothing was lost" : "THE RELAY DID NOT HOLD; data in " + data);
    if (good) {
      Folders.remove(data);
    }
    return good ? 0 : 1;
  }

  private static long lines(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log, ISO_8859_1)) {
      return lines.count();
    }
  }

  private static List<InetAddress> addresses(String prefix, int first, int count)
      throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      addresses.add(InetAddress.getByName(prefix + i));
    }
    return addresses;
  }

  /** Starts the attackers, at the lowest priority: real ones have machines of their own. */
  private AttackProcess attack(String host, int port, List<InetAddress> sources, Duration span)
      throws IOException {
    String from =
        sources.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(","));
    return new AttackProcess(
        new ProcessBuilder(
            "nice",
            "-n",
            "19",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Bench.class.getName(),
            "attack",
            "--host=" + host,
            "--port=" + port,
            "--from=" + from,
            "--seconds=" + span.toSeconds(),
            "--seed=" + seed));
  }
}
