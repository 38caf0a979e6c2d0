package heliograph.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.RelayConfig;
import heliograph.connection.Connections;
import heliograph.metrics.InMemoryMeters;
import heliograph.runtime.Relay;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which handshakes the warm-up's door leads to its relay. */
class PracticeDoorTest {
  private static final String KEY = "the key";
  private static final String ANSWER = "the answer";

  private final PracticeDoor door = new PracticeDoor();
  private final List<String> answers = new ArrayList<>();
  @TempDir private Path folder;

  private Optional<Connections> behind(@Nullable String header) {
    return door.behind(
        proxy(HttpServletRequest.class, (proxy, called, arguments) -> header),
        proxy(
            HttpServletResponse.class,
            (proxy, called, arguments) -> {
              answers.add((String) arguments[1]);
              return null;
            }));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Test
  void handshakes_withoutTheKeyOrAfterTheWarmUp_areOfClients() {
    Map<String, String> values =
        Map.of(
            "heliograph.data", folder.toString(),
            "heliograph.store.disk-free-min", "0",
            "heliograph.analytics.enabled", "false");
    RelayConfig config = RelayConfig.read(key -> Optional.ofNullable(values.get(key)));
    assertThat(behind(KEY)).isEmpty();
    try (Relay relay = new Relay(config, new InMemoryMeters())) {
      door.open(KEY, ANSWER, relay.connections());

      assertThat(behind(null)).isEmpty();
      assertThat(behind("")).isEmpty();
      assertThat(behind(ANSWER)).isEmpty();
      assertThat(answers).isEmpty();
      assertThat(behind(KEY)).containsSame(relay.connections());
      assertThat(answers).containsExactly(ANSWER);

      door.close();
      assertThat(behind(KEY)).isEmpty();
    }
  }
}
