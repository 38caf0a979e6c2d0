package heliograph.it;

import heliograph.TestFork;
import heliograph.cli.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one relay that all tests of a process share which need no settings of their own: the shipped
 * WAR on the shipped server, started by the first test that asks for it as an operator would, and
 * stopped when the process ends. Thread-safe.
 */
final class SharedRelay {
  private static final Path DATA = TestFork.folder("it-data");
  private static @Nullable Process relay;
  private static int port;

  private SharedRelay() {}

  /** The port of the relay, which is ready. */
  static synchronized int port() {
    if (relay == null) {
      try {
        start();
      } catch (IOException e) {
        throw new AssertionError("the shared relay does not start", e);
      }
    }
    return port;
  }

  private static void start() throws IOException {
    delete(DATA);
    Files.createDirectories(DATA);
    port = TestFork.freePort();
    Process started = Launcher.startRelay(DATA, port);
    relay = started;
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              started.destroy();
              started.onExit().join();
            }));
  }

  private static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }
}
