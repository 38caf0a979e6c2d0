package heliograph.it;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.cli.Launcher;
import heliograph.database.TestDatabase;
import heliograph.event.NostrEvent;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions that take long, beside clients of the relay. */
class QuestionsIT {
  @TempDir private static Path folder;
  private static TestDatabase database;
  private static Process relay;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    database = new TestDatabase();
    port = Launcher.freePort();
    relay =
        Launcher.startRelay(
            Map.of(
                "HELIOGRAPH_ANALYTICS_ENABLED",
                "true",
                "DB_HOST",
                "127.0.0.1",
                "DB_PORT",
                "" + database.address().port(),
                "DB_NAME",
                database.address().database(),
                "DB_USER",
                database.address().user(),
                "DB_PASSWORD",
                database.address().password()),
            folder,
            port);
    eventually(
        "ApiClient.get(http('/api/v1/rejections')).statusCode() to be 200",
        () -> ApiClient.get(http("/api/v1/rejections")).statusCode(),
        found -> found == 200);
  }

  @AfterAll
  static void stop() {
    relay.destroy();
    relay.onExit().join();
    database.close();
  }

  private static URI http(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 20, 60})
  void questions_thatTakeLong_holdUpNoClientOfTheRelay(int questions) throws Exception {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    try (Connection lock = database.connect();
        RelayClient client = new RelayClient(URI.create("ws://127.0.0.1:" + port + "/"))) {
      lock.setAutoCommit(false);
      lock.createStatement().execute("LOCK TABLE rejections IN ACCESS EXCLUSIVE MODE");
      for (int i = 0; i < questions; i++) {
        answers.add(ApiClient.ask(http("/api/v1/rejections")));
      }
      int refused = Math.max(0, questions - 16);
      eventually(
          "answers.stream().filter(Future::isDone).count() to be at least refused",
          () -> answers.stream().filter(Future::isDone).count(),
          found -> found >= refused);
      Key key = Key.of(questions);
      for (int i = 0; i < 20; i++) {
        NostrEvent note = TestEvents.note(key, System.currentTimeMillis() / 1000, "note " + i);
        assertThat(client.publish(note)).isEqualTo("true,\"\"");
        assertThat(client.req("s", "{\"ids\":[\"" + note.id().hex() + "\"]}")).hasSize(1);
      }
      assertThat(answers.stream().filter(answer -> !answer.isDone()))
          .as("still unanswered")
          .isNotEmpty();
      lock.rollback();
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      HttpResponse<String> told = answer.join();
      assertThat(told.statusCode()).isIn(200, 503);
      assertThat(told.headers().firstValue("Retry-After").isPresent())
          .isEqualTo(told.statusCode() == 503);
    }
  }
}
