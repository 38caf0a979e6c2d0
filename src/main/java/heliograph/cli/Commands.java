package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.runtime.Version;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.logging.LogManager;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Runs a tree of picocli commands as a process: warnings go to standard error, and a failure is one
 * sentence there. Stateless.
 *
 * <pre>
 *   0    done
 *   1    failed or refused
 *   2    wrong usage
 *   141  the reader of the output has ended, as for any program in a pipe
 * </pre>
 */
public final class Commands {
  static final int FAILED = 1;
  static final int CLOSED_PIPE = 141;
  private static final int HELP_COLUMNS = 100;
  private static final int CAUSES_MAX = 10;

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
                    .getBytes(UTF_8)));
    Locale.setDefault(Locale.ENGLISH); // numbers have the same format on every machine
    System.setOut(StandardOutput.lines());
    try {
      int exitCode = tree(root).execute(arguments);
      System.out.flush();
      return exitCode;
    } catch (StandardOutput.Unwritable e) {
      return report(e);
    } catch (Error e) {
      return report(e); // for instance a library that cannot be loaded, or too small a heap
    }
  }

  /** Returns the commands with the settings common to all of them. */
  static CommandLine tree(Object root) {
    CommandLine commands = new CommandLine(root);
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setUsageHelpWidth(HELP_COLUMNS);
    commands.setOut(new PrintWriter(System.out, true, UTF_8));
    commands.setExecutionExceptionHandler((fault, command, result) -> report(fault));
    commands.setParameterExceptionHandler((fault, unused) -> usage(fault));
    describe(commands);
    return commands;
  }

  private static void describe(CommandLine command) {
    command.getCommandSpec().version("Heliograph " + Version.current());
    command.getSubcommands().values().forEach(Commands::describe);
    var usage = command.getCommandSpec().usageMessage();
    if (usage.exitCodeList().isEmpty()) {
      Map<String, String> codes = new LinkedHashMap<>();
      codes.put("0", "done");
      codes.put("1", "failed or refused");
      codes.put("2", "wrong usage");
      usage.exitCodeList(codes);
    }
    usage.exitCodeListHeading("%nExit codes:%n");
  }

  private static int usage(ParameterException fault) {
    CommandLine command = fault.getCommandLine();
    String message =
        FaultText.clean(String.valueOf(fault.getMessage()).lines().findFirst().orElse(""));
    System.err.printf(
        "heliograph: %s; see: %s --help%n",
        lowered(message), command.getCommandSpec().qualifiedName());
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static String lowered(String sentence) {
    boolean word = sentence.length() > 1 && Character.isLowerCase(sentence.charAt(1));
    return word ? Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1) : sentence;
  }

  private static void trace(Throwable fault) {
    Throwable cause = fault;
    for (int i = 0; i < CAUSES_MAX && cause != null; i++, cause = cause.getCause()) {
      System.err.println(cause);
      for (StackTraceElement call : cause.getStackTrace()) {
        System.err.println("    " + call);
      }
    }
  }

  private static int report(Throwable fault) {
    if (fault instanceof StandardOutput.Unwritable output && output.isClosedPipe()) {
      return CLOSED_PIPE;
    }
    FaultText.of(fault).forEach(line -> System.err.println("heliograph: " + line));
    if (Boolean.parseBoolean(System.getenv("HELIOGRAPH_TRACE"))) {
      trace(fault);
    }
    return FAILED;
  }
}
