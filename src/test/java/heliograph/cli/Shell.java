package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A POSIX shell in a folder that has the launcher and what was built. */
public final class Shell {
  private final Path folder;
  private final Map<String, String> environment;

  /**
   * Links the launcher into {@code folder}.
   *
   * @param environment variables besides those of the tests
   */
  public Shell(Path folder, Map<String, String> environment) throws IOException {
    this.folder = folder;
    this.environment = environment;
    for (String name : new String[] {"heliograph", "target"}) {
      Files.createSymbolicLink(folder.resolve(name), Path.of(name).toAbsolutePath());
    }
  }

  /** Runs a script, six minutes at most; returns what it and its background processes print. */
  public String run(String script) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("page.sh"), script);
    Path log = folder.resolve("page.log");
    ProcessBuilder shell = new ProcessBuilder("sh", file.toString());
    shell.environment().putAll(environment);
    Process process =
        shell
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!process.waitFor(6, TimeUnit.MINUTES)) {
        throw new AssertionError("the page does not come to its end:\n" + Files.readString(log));
      }
    } finally {
      for (ProcessHandle left : process.descendants().toList()) {
        left.destroy();
        left.onExit().join();
      }
      process.destroy();
    }
    return Files.readString(log, UTF_8);
  }

  /** Stops the relay, if any, whose process id a script has written to {@code relay.pid}. */
  void stopRelay() throws IOException {
    Path pid = folder.resolve("relay.pid");
    if (Files.exists(pid)) {
      ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
          .ifPresent(relay -> {
            relay.destroy();
            relay.onExit().join();
          });
    }
  }
}
