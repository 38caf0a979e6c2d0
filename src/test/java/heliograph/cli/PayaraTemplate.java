package heliograph.cli;

import heliograph.TestFork;
import heliograph.cli.PayaraDomain.Ports;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A domain with the shipped WAR at its root and the settings that docs/deploy.md recommends, which
 * has been started once: copies of it start in half the time. A domain's first start adds defaults
 * to its configuration, and on a busy machine some end in a deadlock of Payara's own; so they are
 * tried again here, once, and never in a test. Shared by the test processes of a build.
 */
final class PayaraTemplate {
  private static final Path FOLDER = Path.of("target/payara-template").toAbsolutePath();
  private static final Path WAR =
      Path.of(System.getProperty("heliograph.it.war", "target/heliograph.war")).toAbsolutePath();
  private static final String DEPLOYED = "Boot Command deploy returned with result SUCCESS";
  private static final int ATTEMPTS = 3;

  private PayaraTemplate() {}

  /** Copies the domain to {@code folder}, with other ports. */
  static PayaraDomain copy(Path folder, Ports ports) throws IOException {
    PayaraDomain prepared = prepared();
    Folder.remove(folder);
    for (String part : List.of("config", "docroot", "lib", "generated")) {
      Folder.copy(prepared.folder().resolve(part), folder.resolve(part));
    }
    Folder.link(prepared.folder().resolve("applications"), folder.resolve("applications"));
    PayaraDomain copy = new PayaraDomain(folder, ports);
    copy.configure(ports.in(prepared.configuration(), prepared.ports()));
    return copy;
  }

  /** Makes the domain where it is not there, or of another WAR or other settings. */
  private static synchronized PayaraDomain prepared() throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                Path.of(FOLDER + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      String contents =
          "%d %s %s".formatted(Files.size(WAR), Files.getLastModifiedTime(WAR), documented());
      Path made = FOLDER.resolve("made");
      if (!lock.isValid() || Files.notExists(made) || !Files.readString(made).equals(contents)) {
        make();
        Files.writeString(made, contents);
      }
      return PayaraDomain.at(FOLDER);
    }
  }

  private static void make() throws IOException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Folder.remove(FOLDER);
      PayaraDomain domain = PayaraDomain.make(FOLDER, TestFork.freePort());
      List<String> commands = new ArrayList<>(documented());
      commands.add("deploy --contextroot / --name heliograph " + WAR);
      Path script = Files.write(FOLDER.resolve("prepare.asadmin"), commands);
      Path log = FOLDER.resolve("console.log");
      Process process =
          domain.start(
              log,
              Map.of("HELIOGRAPH_DATA", FOLDER.resolve("data").toString()),
              "1g",
              List.of("-postbootcommandfile", script.toString()));
      boolean isDeployed = isDeployed(process, log);
      process.destroy();
      process.onExit().orTimeout(2, TimeUnit.MINUTES).exceptionally(e -> process).join();
      process.destroyForcibly().onExit().join();
      if (isDeployed) {
        return;
      }
    }
    throw new AssertionError(
        "no domain comes up:\n" + Files.readString(FOLDER.resolve("console.log")));
  }

  private static boolean isDeployed(Process process, Path log) throws IOException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (System.nanoTime() < end && process.isAlive()) {
      if (Files.readString(log).contains(DEPLOYED)) {
        return true;
      }
      LockSupport.parkNanos(100_000_000);
    }
    return false;
  }

  /** The settings that docs/deploy.md recommends, as commands without their {@code asadmin}. */
  private static List<String> documented() throws IOException {
    String command = "asadmin ";
    return Files.readAllLines(Path.of("docs/deploy.md")).stream()
        .filter(line -> line.startsWith(command + "set server."))
        .map(line -> line.substring(command.length()))
        .toList();
  }
}
