package heliograph.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A relay of this build in a process of its own. Confined to one thread. */
final class RelayProcess {
  private static final long START_NANOS = TimeUnit.MINUTES.toNanos(2);

  /** The number of lines of a relay's output that a fault shows. */
  private static final int LINES_SHOWN = 10;

  /** Keeps a Ctrl-C, which is for the command, from the relay; replaces itself, so pids hold. */
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final Process process;
  private final String host;
  private final int port;
  private final int operatorsPort;
  private final Path log;

  /**
   * Starts a relay; its output goes to {@code relay.log} in its data folder.
   *
   * @param home where the launcher is
   */
  RelayProcess(Path home, Path data, int port) throws IOException {
    this(home, data, port, Map.of());
  }

  /** Starts a relay with more in its environment, for clients on this machine. */
  RelayProcess(Path home, Path data, int port, Map<String, String> environment) throws IOException {
    this(home, data, "127.0.0.1", port, environment);
  }

  /**
   * Starts a relay with more in its environment.
   *
   * @param host the address at which clients reach it; where it listens, the environment says
   */
  RelayProcess(Path home, Path data, String host, int port, Map<String, String> environment)
      throws IOException {
    this.host = host;
    this.port = port;
    log = data.resolve("relay.log");
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    command.addAll(List.of(home.resolve("heliograph").toString(), "run"));
    command.addAll(List.of("--port", Integer.toString(port), "--data", data.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    operatorsPort = operatorsPort(port, builder.environment());
    process = builder.start();
  }

  /** The launcher's choice: a relay that others can reach keeps its metrics to a port of theirs. */
  private static int operatorsPort(int port, Map<String, String> environment) {
    String host = environment.getOrDefault("HELIOGRAPH_HTTP_HOST", "127.0.0.1");
    boolean isLocal = host.startsWith("127.") || host.equals("localhost") || host.equals("::1");
    String chosen = environment.getOrDefault("HELIOGRAPH_HTTP_ADMIN_PORT", "");
    if (chosen.isEmpty()) {
      return isLocal ? port : port + 1;
    }
    return chosen.equals("-1") ? port : Integer.parseInt(chosen);
  }

  /** A port that nobody listens on. */
  static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  URI webSocket() {
    return URI.create("ws://" + host + ":" + port + "/");
  }

  URI http(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** Where its figures are. */
  URI metrics() {
    return URI.create("http://127.0.0.1:" + operatorsPort + "/metrics");
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits until it takes connections.
   *
   * @throws IllegalStateException if it does not start, with the end of what it printed
   */
  void awaitReady() throws IOException, InterruptedException {
    long end = System.nanoTime() + START_NANOS;
    while (System.nanoTime() - end < 0 && process.isAlive()) {
      try (LinkLoop loop = new LinkLoop(webSocket())) {
        Link link = loop.open((from, bytes, start, to) -> {});
        loop.turn(TimeUnit.MILLISECONDS.toNanos(200));
        for (int i = 0; i < 20 && !link.isOpen() && link.isAlive(); i++) {
          loop.turn(TimeUnit.MILLISECONDS.toNanos(100));
        }
        if (link.isOpen()) {
          return;
        }
      }
      Thread.sleep(100); // not listening yet
    }
    throw new IllegalStateException("the relay does not start: " + lastOutput());
  }

  private String lastOutput() throws IOException {
    List<String> lines = Files.readAllLines(log);
    List<String> last = lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
    return String.join("\n", last) + "\nmore of it in " + log;
  }

  /** A figure of its metrics. */
  double figure(String meter) throws IOException, InterruptedException {
    try (RelayMetrics metrics = new RelayMetrics()) {
      return metrics.read(metrics()).getOrDefault(meter, Double.NaN);
    }
  }

  /** The heap's bytes in use after a full collection, which this asks for. */
  long heapAfterCollection() throws IOException, InterruptedException {
    collect();
    return (long) figure("heliograph_heap_after_gc_bytes");
  }

  /** Has the process collect its garbage. */
  void collect() throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    new ProcessBuilder(jcmd.toString(), Long.toString(pid()), "GC.run")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Processor time of the process so far, in seconds. */
  double processorSeconds() {
    return process
        .toHandle()
        .info()
        .totalCpuDuration()
        .map(time -> time.toMillis() / 1e3)
        .orElse(Double.NaN);
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Waits until a path is answered with 200, two minutes at most. */
  void awaitAnswer(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(http(path)).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      long end = System.nanoTime() + START_NANOS;
      while (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
        if (System.nanoTime() - end > 0) {
          throw new IllegalStateException("no answer to " + path + ": " + lastOutput());
        }
        Thread.sleep(100); // what it asks is still on its way up
      }
    }
  }

  /** SIGTERM; true if it ended in order within a minute. */
  boolean stop() throws InterruptedException {
    process.destroy();
    if (process.waitFor(1, TimeUnit.MINUTES)) {
      return true;
    }
    kill();
    return false;
  }
}
