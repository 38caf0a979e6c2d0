package heliograph.runtime;

import heliograph.config.ConfigException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Tells an operator why the relay does not start, a line a fault. A server started by the launcher
 * for this relay alone has nothing left to do then and ends at once; any other server goes on.
 */
final class StartFailure {
  private static final Logger LOG = System.getLogger(StartFailure.class.getName());

  private StartFailure() {}

  /** What was started has been stopped by now, so that nothing waits for an end in order. */
  static void report(Throwable fault) {
    lines(fault).forEach(line -> Console.complain("heliograph: cannot start: " + line));
    if (Console.isLaunched()) {
      LOG.log(Level.INFO, "relay cannot start", fault); // the place, for messages.log
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
