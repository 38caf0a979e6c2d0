package heliograph.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace of Linux in which a hostile load runs: the relay, its honest clients and the
 * attackers have addresses of their own there, and nothing in it reaches any other network. Needs
 * root and {@code ip}; without them the addresses are those of the loopback network.
 */
final class HostileNamespace {
  private static final String MARK = "HELIOGRAPH_HOSTILE_NAMESPACE";

  private HostileNamespace() {}

  /** Whether this process runs in such a namespace. */
  static boolean isOurs() {
    return System.getenv(MARK) != null;
  }

  /**
   * Runs the launcher again, with these arguments, in a new namespace.
   *
   * @return its exit code; −1 if there is no namespace to be had
   */
  static int run(String launcher, List<String> arguments) throws IOException, InterruptedException {
    String name = "heliograph-" + ProcessHandle.current().pid();
    try {
      if (!succeeds("ip", "netns", "add", name)) {
        return -1;
      }
    } catch (IOException e) {
      return -1; // there is no such program
    }
    try {
      // An address of the loopback interface makes its whole network local.
      if (!succeeds("ip", "-n", name, "link", "set", "lo", "up")
          || !succeeds("ip", "-n", name, "address", "add", "10.66.0.1/16", "dev", "lo")) {
        return -1;
      }
      List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name, launcher));
      command.addAll(arguments);
      ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
      builder.environment().put(MARK, name);
      return builder.start().waitFor();
    } finally {
      succeeds("ip", "netns", "delete", name);
    }
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
