package heliograph.it;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.cli.Launcher;
import heliograph.cli.Launcher.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The relay with its database, as an operator starts it: with no configuration, and without luck.
 */
class AnalyticsIT {
  /** The tests' own environment switches them off. */
  private static final Map<String, String> ENABLED = Map.of("HELIOGRAPH_ANALYTICS_ENABLED", "true");

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String PUBLISHED =
      "(?s).*\"job\":\"graph\",\"outcome\":\"succeeded\"[^}]*\"step\":\"publish\".*";

  @TempDir private Path folder;
  private Process relay;
  private int port;

  private void start(Map<String, String> settings) throws IOException {
    Map<String, String> environment = new HashMap<>(ENABLED);
    environment.putAll(settings);
    port = Launcher.freePort();
    relay = Launcher.startRelay(environment, folder, port);
  }

  @AfterEach
  void stop() {
    if (relay != null) {
      relay.destroy();
      relay.onExit().join();
    }
  }

  private String ready() {
    return get("/health/ready");
  }

  private String get(String path) {
    try {
      HttpResponse<String> response =
          HTTP.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Rows of a name in the embedded database. */
  private long count(String name) {
    return number("SELECT count(*) FROM analytics_events WHERE event_name = '" + name + "'");
  }

  private long number(String sql) {
    try {
      Path postgres = folder.resolve("analytics/postgresql");
      String port = Files.readAllLines(postgres.resolve("cluster/postmaster.pid")).get(3).strip();
      String password = Files.readString(postgres.resolve("password")).strip();
      try (Connection connection =
              DriverManager.getConnection(
                  "jdbc:postgresql://127.0.0.1:" + port + "/analytics_db", "postgres", password);
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(sql)) {
        rows.next();
        return rows.getLong(1);
      }
    } catch (IOException | SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void run_withNoConfiguration_startsAPostgresThatOutlivesAKilledRelay() throws Exception {
    start(Map.of());
    eventually(
        "ready() to contain ''state':'up''",
        () -> ready(),
        found -> found.contains("\"state\":\"up\""));
    assertThat(ready())
        .startsWith("200 ")
        .contains("\"write\":true", "\"read\":true", "\"writePoolSize\":", "\"readPoolSize\":")
        .contains("\"writeIdleCount\":", "\"readIdleCount\":")
        .contains("\"writeWaitingCount\":0", "\"readWaitingCount\":0");
    eventually(
        "get('/api/v1/jobs') to match PUBLISHED",
        () -> get("/api/v1/jobs"),
        found -> found.matches(PUBLISHED));
    Path pidFile = folder.resolve("analytics/postgresql/cluster/postmaster.pid");
    String server = Files.readAllLines(pidFile).getFirst();
    try (RelayClient client = new RelayClient(URI.create("ws://127.0.0.1:" + port + "/"))) {
      client.publish(TestEvents.note(Key.of(1), System.currentTimeMillis() / 1_000, "counted"));
      client.query("{\"kinds\":[1]}");
      eventually("count('relay.req') to be 1", () -> count("relay.req"), found -> found == 1);
    }

    relay.destroyForcibly().waitFor();
    start(Map.of());
    eventually(
        "ready() to contain ''state':'up''",
        () -> ready(),
        found -> found.contains("\"state\":\"up\""));
    assertThat(Files.readAllLines(pidFile).getFirst()).isEqualTo(server);
    eventually(
        "count('relay.event.accepted') to be 1",
        () -> count("relay.event.accepted"),
        found -> found == 1);
    assertThat(count("relay.req")).isEqualTo(1);
    maintainBesideTheRelay();

    relay.destroy();
    relay.onExit().join();
    assertThat(pidFile).doesNotExist();
    maintainWithoutIt();
    assertThat(pidFile).doesNotExist();
  }

  /** First by the relay itself, on the server's scheduler. */
  private void maintainBesideTheRelay() throws Exception {
    String upkeep = " FROM job_runs WHERE job <> 'graph'"; // which is no upkeep, and due any time
    eventually(
        "number('SELECT count(DISTINCT job)' + upkeep) to be 4",
        () -> number("SELECT count(DISTINCT job)" + upkeep),
        found -> found == 4);
    assertThat(number("SELECT count(*)" + upkeep + " AND outcome <> 'succeeded'")).isZero();
    assertThat(number("SELECT count(*) FROM storage_snapshots")).isBetween(1L, 2L);
    Outcome outcome = maintain(folder);
    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    assertThat(outcome.output()).contains("create-partitions: nothing to do", "analyze: done");
  }

  private void maintainWithoutIt() throws Exception {
    Outcome outcome = maintain(folder, "--vacuum", "--no-stats");
    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    assertThat(outcome.output()).contains("vacuum: done").doesNotContain("stats:");
    assertThat(maintain(folder, "--months-to-keep", "0").exitCode()).isEqualTo(2);
    outcome = maintain(folder.resolve("elsewhere"));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.output()).contains("there is no database yet");
  }

  private Outcome maintain(Path data, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("maintain", "--data", data.toString()));
    arguments.addAll(List.of(options));
    return Launcher.run(folder, ENABLED, arguments.toArray(String[]::new));
  }

  @Test
  void run_withoutItsDatabase_servesAndSaysSo() throws Exception {
    int nothing = Launcher.freePort();
    start(Map.of("DB_HOST", "127.0.0.1", "DB_PORT", "" + nothing));
    eventually("ready() to contain 'refused'", () -> ready(), found -> found.contains("refused"));
    assertThat(ready())
        .startsWith("200 ")
        .contains(
            "{\"status\":\"UP\"",
            "\"name\":\"analytics\",\"status\":\"DOWN\"",
            "\"write\":false",
            "127.0.0.1:" + nothing);
    try (RelayClient client = new RelayClient(URI.create("ws://127.0.0.1:" + port + "/"))) {
      client.send("[\"REQ\",\"s\",{\"limit\":1}]");
      assertThat(client.next()).startsWith("[\"EOSE\",\"s\"");
    }
  }

  @Test
  void run_switchedOff_startsNone() throws Exception {
    start(Map.of("HELIOGRAPH_ANALYTICS_ENABLED", "false"));
    assertThat(ready()).startsWith("200 ").contains("off: heliograph.analytics.enabled is false");
    assertThat(folder.resolve("analytics")).doesNotExist();
  }
}
