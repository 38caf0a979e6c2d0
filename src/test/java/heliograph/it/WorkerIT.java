package heliograph.it;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.cli.Launcher;
import heliograph.database.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same WAR as a worker that only runs the jobs on a database. */
class WorkerIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private Path folder;

  /** A server that starts on a busy machine takes its time. */
  private Process worker;

  private int port;

  @AfterEach
  void stop() {
    if (worker != null) {
      worker.destroy();
      worker.onExit().join();
    }
  }

  private void start(Map<String, String> settings) throws Exception {
    port = Launcher.freePort();
    Map<String, String> environment = new HashMap<>(settings);
    environment.putIfAbsent("HELIOGRAPH_ANALYTICS_ENABLED", "true");
    worker =
        Launcher.start(
            folder.resolve("worker.log"),
            environment,
            "run",
            "--mode",
            "analytics",
            "--port",
            "" + port,
            "--data",
            folder.toString());
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("worker.log"));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void plant(TestDatabase database) {
    database.execute(
        "INSERT INTO account (pubkey) SELECT sha256(i::text::bytea) FROM generate_series(1, 40) i",
        "INSERT INTO follow SELECT s, 1 + (s + d) % 40 FROM generate_series(1, 40) s,"
            + " generate_series(0, 4) d WHERE s <> 1 + (s + d) % 40");
  }

  @Test
  void worker_withADatabase_runsTheJobsAndServesNoClients() throws Exception {
    try (TestDatabase database = new TestDatabase()) {
      plant(database);
      String seed = database.rows("SELECT encode(pubkey, 'hex') FROM account WHERE id = 1");
      start(
          Map.of(
              "DB_HOST",
              "127.0.0.1",
              "DB_PORT",
              "" + database.address().port(),
              "DB_NAME",
              database.address().database(),
              "DB_USER",
              database.address().user(),
              "DB_PASSWORD",
              database.address().password(),
              "HELIOGRAPH_TRUST_SEEDS",
              seed,
              "HELIOGRAPH_ASSERTIONS_ENABLED",
              "true"));
      eventually(
          "log() to contain 'Heliograph works on the statistics'",
          () -> log(),
          found -> found.contains("Heliograph works on the statistics"));
      eventually(
          "database.number('SELECT count(*) FROM graph_current') to be 1",
          () -> database.number("SELECT count(*) FROM graph_current"),
          found -> found == 1);

      // of the farther half of the ring so little is left that it rounds to nothing
      assertThat(database.number("SELECT count(*) FROM trust_ranks WHERE rank > 0"))
          .isBetween(10L, 30L);
      assertThat(get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(get("/api/v1/jobs").body()).contains("\"graph\"");
      assertThat(get("/").statusCode()).isEqualTo(503);
      assertThat(get("/counts").statusCode()).isEqualTo(503);
      assertThat(get("/api/v1/history/" + seed).statusCode()).isEqualTo(503);
      assertThat(handshake()).isEqualTo(503);
      assertThat(folder.resolve("assertions.key")).doesNotExist();
    }
  }

  private int handshake() {
    try {
      HTTP.newWebSocketBuilder()
          .buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), new WebSocket.Listener() {})
          .join()
          .abort();
      return 101;
    } catch (CompletionException e) {
      return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
    }
  }

  @Test
  void worker_withoutADatabase_saysWhatItNeedsAndEnds() throws Exception {
    start(Map.of());

    assertThat(worker.waitFor(2, TimeUnit.MINUTES)).isTrue();

    assertThat(worker.exitValue()).isNotZero();
    assertThat(log()).contains("heliograph.mode=analytics needs the relay's database: set DB_HOST");
  }
}
