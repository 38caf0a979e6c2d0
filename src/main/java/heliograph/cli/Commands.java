package heliograph.cli;

import heliograph.config.ConfigException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;
import picocli.CommandLine;

/**
 * Runs a tree of picocli commands in a process of its own: warnings go to standard error, and a
 * failure is one sentence there and exit code 1. Stateless.
 */
public final class Commands {
  private Commands() {}

  /** Runs the command of {@code root} that the arguments name; returns the exit code. */
  public static int run(Object root, String... arguments) throws IOException {
    LogManager.getLogManager()
        .readConfiguration(
            new ByteArrayInputStream(
                """
                handlers=java.util.logging.ConsoleHandler
                .level=WARNING
                java.util.logging.SimpleFormatter.format=%4$s: %5$s%n
                """
                    .getBytes(StandardCharsets.UTF_8)));
    CommandLine commands = new CommandLine(root);
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setExecutionExceptionHandler((fault, command, result) -> {
      report(fault);
      return 1;
    });
    return commands.execute(arguments);
  }

  private static void report(Exception fault) {
    if (fault instanceof ConfigException config) {
      config.faults().forEach(line -> System.err.println("heliograph: " + line));
    } else {
      Throwable shown =
          fault.getMessage() == null && fault.getCause() != null ? fault.getCause() : fault;
      String message = shown.getMessage();
      System.err.println("heliograph: " + (message == null ? shown.toString() : message));
    }
  }
}
