package heliograph.cli;

import heliograph.config.ConfigException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands, by name. */
@Command(
    name = "heliograph",
    description = "A Nostr relay.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ImportCommand.class,
      ExportCommand.class,
      BackupCommand.class,
      CompactCommand.class,
      ReindexCommand.class,
      MaintainCommand.class,
      StatsCommand.class,
      VerifyCommand.class,
      KeyCommand.class,
      PublishCommand.class,
      QueryCommand.class,
      ReconcileCommand.class,
      ManageCommand.class,
      TortureCommand.class,
      AttackCommand.class,
      SoakCommand.class,
      BenchCommand.class,
      VersionCommand.class
    })
public final class Heliograph {
  private Heliograph() {}

  /** Runs the command named by the first argument and exits with its code. */
  public static void main(String[] arguments) throws IOException {
    LogManager.getLogManager()
        .readConfiguration(
            new ByteArrayInputStream(
                """
                handlers=java.util.logging.ConsoleHandler
                .level=WARNING
                java.util.logging.SimpleFormatter.format=%4$s: %5$s%n
                """
                    .getBytes(StandardCharsets.UTF_8)));
    CommandLine commands = new CommandLine(new Heliograph());
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setExecutionExceptionHandler((fault, command, result) -> {
      report(fault);
      return 1;
    });
    System.exit(commands.execute(arguments));
  }

  private static void report(Exception fault) {
    if (fault instanceof ConfigException config) {
      config.faults().forEach(line -> System.err.println("heliograph: " + line));
    } else {
      Throwable told =
          fault.getMessage() == null && fault.getCause() != null ? fault.getCause() : fault;
      String message = told.getMessage();
      System.err.println("heliograph: " + (message == null ? told.toString() : message));
    }
  }
}
