package heliograph.runtime;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.RelayConfig;
import heliograph.database.DatabaseServer.Address;
import heliograph.database.TestDatabase;
import heliograph.metrics.InMemoryMeters;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.logging.LogManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The loggers that outlive a deployment. What the libraries ask for is looked at in a process of
 * its own, since other tests ask for loggers that the relay never asks for.
 */
class SharedLoggersTest {
  private static final String MARK = "logger ";

  /** Loggers of the JDK, of the server's interfaces and of the relay, which hold no deployment. */
  private static final List<String> OTHERS =
      List.of("global", "heliograph", "jakarta.", "java.", "javax.", "jdk.", "sun.", "com.sun.");

  @TempDir private Path folder;

  @Test
  void libraries_askForNoOtherLogger() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (argument.startsWith("--")) {
        command.add(argument);
      }
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(SharedLoggersTest.class.getName(), folder.toString()));
    Path log = folder.resolve("relay.log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    String printed;
    Process relay;
    try (TestDatabase database = new TestDatabase()) {
      builder.environment().putAll(settings(database.address()));
      relay = builder.start();
      printed = new String(relay.getInputStream().readAllBytes(), UTF_8);
    }
    assertThat(relay.waitFor()).as(Files.readString(log)).isZero();
    List<String> asked =
        printed
            .lines()
            .filter(line -> line.startsWith(MARK))
            .map(line -> line.substring(MARK.length()))
            .filter(name -> !name.isEmpty() && OTHERS.stream().noneMatch(name::startsWith))
            .toList();
    assertThat(asked).contains("org.postgresql.Driver");
    assertThat(SharedLoggers.NAMES).containsAll(asked);
    assertThat(SharedLoggers.ask()).isEqualTo(SharedLoggers.NAMES.size());
  }

  private static Map<String, String> settings(Address database) {
    return Map.of(
        "DB_HOST", database.host(),
        "DB_PORT", "" + database.port(),
        "DB_NAME", database.database(),
        "DB_USER", database.user(),
        "DB_PASSWORD", database.password());
  }

  /** Runs a relay with statistics in the given folder, and prints the loggers that there are. */
  public static void main(String[] arguments) {
    Map<String, String> settings = new HashMap<>(System.getenv());
    settings.put("heliograph.data", arguments[0]);
    settings.put("heliograph.store.map-size", "64MiB");
    settings.put("heliograph.store.disk-free-min", "0");
    RelayConfig config = RelayConfig.read(key -> Optional.ofNullable(settings.get(key)));
    try (ScheduledExecutorService server = Executors.newSingleThreadScheduledExecutor();
        Relay relay = new Relay(config, new InMemoryMeters())) {
      relay.jobs().startStatistics(server);
      eventually("the statistics to be up", () -> relay.analytics().orElseThrow().health().write());
      Collections.list(LogManager.getLogManager().getLoggerNames())
          .forEach(name -> System.out.println(MARK + name));
      server.shutdownNow();
    }
  }
}
