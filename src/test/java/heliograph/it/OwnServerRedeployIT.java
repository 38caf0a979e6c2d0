package heliograph.it;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.cli.Launcher;
import heliograph.event.NostrEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Relays that an Open Liberty of one's own takes away and brings back while it runs, as
 * docs/deploy.md says: the features that are enough, one relay with a data source of the server and
 * one with the embedded PostgreSQL. {@code -Dheliograph.it.upgrades=10} makes so many upgrades.
 */
class OwnServerRedeployIT {
  private static final int UPGRADES = Integer.getInteger("heliograph.it.upgrades", 3);
  private static final int IMPORTED = 1_500;
  private static final int THREADS = 64;

  private static final int WRITTEN_MAX = 5_000;
  private static final int BATCH = 100;
  private static final Key ALICE = Key.of(18_502);
  private static final Key BOB = Key.of(18_503);
  private static final String FIRST = "/relay";
  private static final String SECOND = "/team/second";

  /** What the relay's own loggers and stacks look like in the server's log when something fails. */
  private static final Pattern FAULT =
      Pattern.compile("(?m)^.* heliograph\\.\\S+ +E .*$|^\\s+at heliograph\\..*$");

  @TempDir private static Path folder;

  private static OwnServer server;

  /** The configuration with both relays. */
  private static String configured;

  @BeforeAll
  static void start() throws Exception {
    server =
        new OwnServer(
            folder,
            xml ->
                OwnServer.withFewestFeatures(xml)
                    .replaceAll(" *<property name=\"heliograph.analytics.enabled\".*\n", ""));
    configured = server.xml();
  }

  /** Brings both relays back where a test has failed. */
  @BeforeEach
  void configure() throws Exception {
    if (!server.xml().equals(configured)) {
      server.configure(configured);
    }
    server.awaitReady(FIRST);
    server.awaitReady(SECOND);
  }

  /** By then each relay that has started has stopped in order. */
  @AfterAll
  static void stop() throws Exception {
    server.close();
    String log = server.log();
    assertThat(log).doesNotContain("NoClassDefFoundError", "RejectedExecutionException");
    assertThat(FAULT.matcher(log).results().map(found -> found.group())).isEmpty();
    assertThat(count(log, "relay stopped")).isEqualTo(count(log, "relay started version="));
  }

  private static long count(String text, String part) {
    return Pattern.compile(part, Pattern.LITERAL).matcher(text).results().count();
  }

  private static NostrEvent note(Key author, String text) {
    return TestEvents.note(author, System.currentTimeMillis() / 1_000, text);
  }

  /**
   * A client that publishes notes, one after the other, and stays until the relay closes the
   * connection.
   */
  private static final class Writer {
    private final RelayClient client;
    private final String name;
    private final List<String> acknowledged = new ArrayList<>();
    private final CompletableFuture<Void> ended;

    Writer(String root, String name) {
      this.name = name;
      client = server.client(root);
      ended = CompletableFuture.runAsync(this::write);
    }

    private void write() {
      for (int i = 0; i < WRITTEN_MAX; i++) {
        NostrEvent event = note(BOB, name + " " + i);
        try {
          if (client.publish(event).startsWith("true")) {
            acknowledged.add(event.id().hex());
          }
        } catch (AssertionError | RuntimeException end) {
          return; // the connection, whose close frame says why
        }
      }
    }

    /** Returns what was acknowledged, once the relay has closed the connection. */
    List<String> acknowledged() {
      assertThat(client.closeFrame()).as(name).startsWith("1001");
      ended.join();
      client.close();
      assertThat(acknowledged).as(name).isNotEmpty();
      return acknowledged;
    }
  }

  /** Fails unless the relay at {@code root} has all these events. */
  private static void assertStored(String root, List<String> ids) {
    try (RelayClient client = server.client(root)) {
      for (int from = 0; from < ids.size(); from += BATCH) {
        List<String> batch = ids.subList(from, Math.min(from + BATCH, ids.size()));
        assertThat(client.query("{\"ids\":[\"" + String.join("\",\"", batch) + "\"]}"))
            .containsExactlyInAnyOrderElementsOf(batch);
      }
    }
  }

  /** Returns the process of the second relay's database, once it runs. */
  private static ProcessHandle databaseOfSecond() {
    Path pid = folder.resolve("data/second/analytics/postgresql/cluster/postmaster.pid");
    eventually(
        "the statistics to be up",
        () -> server.get(SECOND + "/health").body(),
        health -> health.contains("\"state\":\"up\""));
    try {
      return ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst())).orElseThrow();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void upgrades_whileClientsWrite_loseNothingAndLeaveNoOlderRelayInMemory() throws Exception {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    for (int round = 1; round <= UPGRADES; round++) {
      ProcessHandle database = databaseOfSecond();
      long natives = count(server.log(), "crypto=libsecp256k1");
      Writer toFirst = new Writer(FIRST, "first " + round);
      Writer toSecond = new Writer(SECOND, "second " + round);
      server.get(FIRST + "/api/v1/overview");
      server.get(SECOND + "/api/v1/overview");
      server.run("Upgrade");
      first.addAll(toFirst.acknowledged());
      second.addAll(toSecond.acknowledged());
      assertThat(database.isAlive())
          .as("the embedded PostgreSQL has ended with its relay")
          .isFalse();
      assertThat(count(server.log(), "crypto=libsecp256k1")).isEqualTo(natives + 2);
      assertStored(FIRST, first);
      assertStored(SECOND, second);
    }
    eventually(
        "two relays to be in memory",
        () -> {
          useTheServersThreads();
          return server.relaysInMemory();
        },
        found -> found == 2);
  }

  /** Has the threads of the server serve a relay of now, as each holds the one that it served. */
  private static void useTheServersThreads() {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < THREADS; i++) {
        clients.execute(() -> server.status(FIRST + "/health"));
      }
    }
  }

  @Test
  void undeploy_whileClientsWriteAndAnImportRuns_keepsWhatWasAccepted() throws Exception {
    Path log = folder.resolve("import.log");
    String data = folder.resolve("data/second").toString();
    Process operator =
        new ProcessBuilder("./heliograph", "import", "--data", data, "-")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Writer writer = new Writer(SECOND, "beside an import");
    String known = "";
    try (OutputStream lines = operator.getOutputStream();
        RelayClient watch = server.client(SECOND)) {
      for (int i = 0; i < IMPORTED; i++) {
        NostrEvent event = note(ALICE, "imported " + i);
        lines.write((TestEvents.text(event) + "\n").getBytes(UTF_8));
        known = i < IMPORTED / 2 ? event.id().hex() : known; // the rest may be in buffers still
      }
      lines.flush();
      String filter = "{\"ids\":[\"" + known + "\"]}";
      eventually("the import to go on", () -> !watch.query(filter).isEmpty());
      server.run("Undeploy");
    }
    List<String> accepted = new ArrayList<>(writer.acknowledged());
    accepted.add(known);
    assertThat(operator.waitFor()).as(Files.readString(log)).isNotZero();
    assertThat(Files.readString(log)).contains("heliograph: the relay has closed the connection");
    assertThat(server.status(FIRST + "/health/ready")).isEqualTo(200);
    assertThat(Launcher.run(folder, "verify", "--data", data).output()).contains("no faults");
    server.configure(configured);
    server.awaitReady(SECOND);
    assertStored(SECOND, accepted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/warm-up", "initdb", "pg_ctl"})
  void undeploy_whileTheRelayStarts_leavesNoProcessAndNoLock(String moment) throws Exception {
    Path data = folder.resolve("data/of-" + moment.replace("/", ""));
    String relay =
        """
          <webApplication id="third" name="third" location="heliograph.war" contextRoot="/third">
            <appProperties>
              <property name="heliograph.data" value="%s" />
              <property name="heliograph.warm-up" value="%s" />
            </appProperties>
          </webApplication>
        </server>
        """
            .formatted(data, moment.startsWith("/") ? "10m" : "0s");
    long started = count(server.log(), "relay started version=");
    long stopped = count(server.log(), "relay stopped");
    server.configure(configured.replace("</server>", relay));
    eventually(
        moment,
        () ->
            moment.startsWith("/")
                ? Files.exists(Path.of(data + moment))
                : hasProcess(moment, data));
    server.configure(configured);
    eventually("it to have started", () -> count(server.log(), "relay started"), n -> n > started);
    eventually("it to stop", () -> count(server.log(), "relay stopped"), n -> n > stopped);
    assertThat(server.status("/third/counts")).isEqualTo(404);
    assertThat(hasProcess("", data)).isFalse();
    assertThat(Path.of(data + "/warm-up")).doesNotExist();
    assertThat(Launcher.run(folder, "verify", "--data", "" + data).output()).contains("no faults");
  }

  /** Returns whether a program of this name runs on this data. */
  private static boolean hasProcess(String program, Path data) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .anyMatch(line -> line.contains(program) && line.contains(data + "/"));
  }
}
