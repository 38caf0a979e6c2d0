package heliograph.runtime;

import heliograph.config.ConfigException;
import java.util.List;

/**
 * Tells an operator why the relay does not start, a line a fault. A server started by the launcher
 * for this relay alone has nothing left to do then and ends; any other server goes on.
 */
final class StartFailure {
  private StartFailure() {}

  /** True if the launcher has started this server for this relay alone. */
  static boolean isOwnServer() {
    return "true".equals(System.getenv("HELIOGRAPH_EXIT_ON_FAILURE"));
  }

  static void report(RuntimeException fault) {
    List<String> lines =
        fault instanceof ConfigException config
            ? config.faults()
            : List.of(String.valueOf(fault.getMessage()));
    lines.forEach(line -> System.err.println("heliograph: cannot start: " + line));
    if (isOwnServer()) {
      Threads.platform("exit").newThread(() -> System.exit(1)).start();
    }
  }
}
