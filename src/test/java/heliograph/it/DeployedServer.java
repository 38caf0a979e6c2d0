package heliograph.it;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.cli.RunnablePage;
import heliograph.cli.Shell;
import heliograph.database.DatabaseServer.Address;
import heliograph.database.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/**
 * A server that the commands of one part of docs/deploy.md set up, start and stop, without the
 * launcher; and a database to which it connects.
 */
abstract class DeployedServer {
  private static final Pattern RELAYS =
      Pattern.compile("(?m)^ *\\d+: +(\\d+) +\\d+ +heliograph\\.runtime\\.Relay(?: .*)?$");

  private final TestDatabase database = new TestDatabase();
  private final int port;
  private final Map<String, RunnablePage> sections = new HashMap<>();
  private final Shell shell;
  private final String before;

  /**
   * Reads a part of the page; runs nothing.
   *
   * @param part the heading of the part
   * @param folder where its commands run
   * @param port where its HTTP listens
   * @param environment variables of its commands, besides those that every part has
   * @param before commands that run before each section
   */
  DeployedServer(String part, Path folder, int port, Map<String, String> environment, String before)
      throws IOException {
    this.port = port;
    this.before = before;
    String page = Files.readString(Path.of("docs/deploy.md"));
    Matcher found = Pattern.compile("(?s)\n## " + part + "\n(.*?)(?=\n## |$)").matcher(page);
    if (!found.find()) {
      throw new AssertionError("the page has no part about " + part);
    }
    String[] texts = found.group(1).split("\n### ", -1);
    sections.put("", new RunnablePage(texts[0]));
    for (int i = 1; i < texts.length; i++) {
      sections.put(texts[i].lines().findFirst().orElseThrow(), new RunnablePage(texts[i]));
    }
    Map<String, String> all = new HashMap<>(environment);
    Address address = database.address();
    all.put("WAR", folder.resolve("target/heliograph.war").toString());
    all.put("DRIVER", Driver.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    all.put("HTTP_PORT", "" + port);
    all.put("DATABASE_HOST", address.host());
    all.put("DATABASE_PORT", "" + address.port());
    all.put("DATABASE_NAME", address.database());
    all.put("DATABASE_USER", address.user());
    all.put("DATABASE_PASSWORD", address.password());
    shell = new Shell(folder, all);
  }

  /** Runs sections of the page, and checks what they print; "" is what comes before the first. */
  final void run(String... names) throws IOException, InterruptedException {
    for (String name : names) {
      RunnablePage section = sections.get(name);
      if (section == null || section.size() == 0) {
        throw new AssertionError("the page has nothing to run under: " + name);
      }
      section.run(shell, before);
    }
  }

  /** Waits until an event is counted in the database, and the graph jobs have run. */
  final void awaitStatisticsAndGraphJobs() {
    eventually(
        "the event to be counted",
        () -> database.number("SELECT count(*) FROM analytics_events"),
        count -> count > 0);
    eventually(
        "a run of the graph jobs",
        () ->
            database.number(
                "SELECT count(*) FROM job_runs WHERE job = 'graph' AND outcome = 'succeeded'"),
        count -> count > 0);
  }

  /** Waits until the relay below a context root is ready. */
  final void awaitReady(String root) {
    String path = root.endsWith("/") ? root + "health/ready" : root + "/health/ready";
    eventually(root + " to be ready", () -> status(path), found -> found == 200);
  }

  /** Counts the relays of all deployments that a full collection leaves in memory. */
  final int relaysInMemory() {
    try {
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                  "" + process().pid(),
                  "GC.class_histogram")
              .redirectErrorStream(true)
              .start();
      String histogram = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
      if (!histogram.contains("java.lang.String")) {
        throw new AssertionError("no histogram: " + histogram);
      }
      return RELAYS
          .matcher(histogram)
          .results()
          .mapToInt(found -> Integer.parseInt(found.group(1)))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the server's process. */
  abstract ProcessHandle process();

  final TestDatabase database() {
    return database;
  }

  final URI http(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  final URI webSocket(String path) {
    return URI.create("ws://127.0.0.1:" + port + path);
  }

  final HttpResponse<String> get(String path, String... headers) {
    return ApiClient.get(http(path), headers);
  }

  /** Returns the status of the answer to a GET; 0 while nothing answers. */
  final int status(String path) {
    try {
      return get(path).statusCode();
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  final RelayClient client(String path) {
    return new RelayClient(webSocket(path));
  }
}
