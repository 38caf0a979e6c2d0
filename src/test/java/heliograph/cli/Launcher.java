package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.TestFork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@code ./heliograph} as an operator does: another process, its output, its exit code. Where
 * the build says so, relays run on a domain of Payara Server instead ({@link PayaraDomain}).
 */
public final class Launcher {
  /** The server's work area: kept from one test to the next, as from one start to the next. */
  private static final Path WORK_AREA = TestFork.folder("relay-liberty");

  private static @Nullable Process atWork;

  private Launcher() {}

  /** What a command came to. */
  public record Outcome(int exitCode, String output) {}

  public static Process start(Path log, String... arguments) throws IOException {
    return start(log, Map.of(), arguments);
  }

  /** Takes further environment variables. */
  public static Process start(Path log, Map<String, String> environment, String... arguments)
      throws IOException {
    if (arguments[0].equals("run") && PayaraDomain.home().isPresent()) {
      return PayaraDomain.startRelay(
          log, environment, List.of(arguments).subList(1, arguments.length));
    }
    List<String> command = new ArrayList<>(List.of("./heliograph"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  public static Outcome run(Path folder, String... arguments)
      throws IOException, InterruptedException {
    return run(folder, Map.of(), arguments);
  }

  /** Takes further environment variables. */
  public static Outcome run(Path folder, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, "command", ".log");
    Process process = start(log, environment, arguments);
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("no end of " + String.join(" ", arguments));
    }
    return new Outcome(process.exitValue(), Files.readString(log, UTF_8));
  }

  public static int freePort() throws IOException {
    return TestFork.freePort();
  }

  /** Starts a relay and waits until it says that it is ready. */
  public static Process startRelay(Path data, int port, String... options) throws IOException {
    return startRelay(Map.of(), data, port, options);
  }

  /** Takes further environment variables. */
  public static Process startRelay(
      Map<String, String> environment, Path data, int port, String... options) throws IOException {
    Path log = data.resolve("relay.log");
    boolean lent = PayaraDomain.home().isEmpty() && lendWorkArea(data);
    List<String> arguments =
        new ArrayList<>(List.of("run", "--port", "" + port, "--data", data.toString()));
    arguments.addAll(List.of(options));
    Process relay = start(log, environment, arguments.toArray(String[]::new));
    atWork = lent ? relay : atWork;
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (!Files.readString(log).contains("Heliograph is ready: ws")) {
      if (System.nanoTime() > end || !relay.isAlive()) {
        relay.destroyForcibly();
        throw new AssertionError("the relay does not start:\n" + Files.readString(log));
      }
      LockSupport.parkNanos(50_000_000); // the relay needs the processor
    }
    return relay;
  }

  /** Makes the first start with a data folder as quick as the second, unless a relay is there. */
  private static synchronized boolean lendWorkArea(Path data) throws IOException {
    Path own = data.resolve("liberty");
    if (atWork != null && atWork.isAlive()) {
      return false;
    }
    if (Files.notExists(own, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(WORK_AREA);
      Files.createSymbolicLink(own, WORK_AREA);
    }
    return Files.isSymbolicLink(own);
  }
}
