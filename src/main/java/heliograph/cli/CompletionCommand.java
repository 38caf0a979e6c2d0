package heliograph.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;

/** Prints a script with which a shell completes the commands and their options. */
@Command(
    name = "completion",
    description = {
      "Print a script that makes bash or zsh complete these commands and options; put it into the"
          + " shell's start file:",
      "  source <(./heliograph completion bash)"
    },
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
  /** The shells that read the script; zsh does so through its bashcompinit. */
  private enum Shell {
    BASH,
    ZSH;

    /** Returns the name as it is typed. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The commands of the launcher that this program does not have, with their options; = follows an
   * option that takes a value.
   */
  static final Map<String, List<String>> LAUNCHER =
      Map.of(
          "run",
          List.of(
              "--port=",
              "--host=",
              "--admin-port=",
              "--data=",
              "--config=",
              "--mode=",
              "--profile="),
          "prepare",
          List.of("--missing"),
          "test",
          List.of("--slowest"),
          "release",
          List.of(),
          "torture",
          List.of(),
          "soak",
          List.of(),
          "bench",
          List.of(),
          "help",
          List.of());

  /** What switches the completion of zsh on, which the script is for bash without. */
  static final String ZSH_START = "autoload -Uz compinit && compinit";

  @Parameters(paramLabel = "SHELL", description = "bash or zsh")
  private Shell shell;

  @Override
  public Integer call() {
    if (shell == Shell.ZSH) {
      System.out.println(ZSH_START);
    }
    System.out.print(script());
    return 0;
  }

  private static OptionSpec option(String name) {
    boolean valued = name.endsWith("=");
    return OptionSpec.builder(valued ? name.substring(0, name.length() - 1) : name)
        .type(valued ? String.class : Boolean.class)
        .arity(valued ? "1" : "0")
        .build();
  }

  /** Returns the script for bash, and for zsh once its completion is on. */
  static String script() {
    CommandLine tree = Commands.tree(new Heliograph());
    LAUNCHER.forEach((name, options) -> {
      CommandSpec command = CommandSpec.create().mixinStandardHelpOptions(true);
      options.forEach(option -> command.addOption(option(option)));
      tree.addSubcommand(name, command);
    });
    return AutoComplete.bash("heliograph", tree);
  }
}
