package heliograph.runtime;

import heliograph.config.ConfigException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Prints why the relay does not start, one line for each fault. A server that the launcher has
 * started for this relay alone then ends at once; any other server continues.
 */
final class StartFailure {
  private static final Logger LOG = System.getLogger(StartFailure.class.getName());

  private StartFailure() {}

  /** Reports a fault. All parts have been stopped before, so the process may end at once. */
  static void report(Throwable fault) {
    lines(fault).forEach(line -> Console.complain("heliograph: cannot start: " + line));
    if (Console.isLaunched()) {
      LOG.log(Level.INFO, "relay cannot start", fault); // with the stack trace, for messages.log
      Runtime.getRuntime().halt(1);
    }
  }

  /** Returns a line for each fault. */
  static List<String> lines(Throwable fault) {
    if (fault instanceof ConfigException config) {
      return config.faults();
    }
    if (fault instanceof LinkageError) {
      Throwable cause = fault;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return List.of(
          "a native library cannot be loaded (%s): programs must be allowed to run in the folder for temporary files %s, which HELIOGRAPH_TMP names"
              .formatted(sentence(cause), System.getProperty("java.io.tmpdir")));
    }
    return List.of(sentence(fault));
  }

  private static String sentence(Throwable fault) {
    String message = fault.getMessage();
    return message == null || fault instanceof NullPointerException
        ? "a fault of the program, " + fault + "; the log has the place"
        : message.lines().findFirst().orElse(message);
  }
}
