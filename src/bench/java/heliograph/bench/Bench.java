package heliograph.bench;

import heliograph.cli.Commands;
import java.io.IOException;
import picocli.CommandLine.Command;

/** The measuring commands, by name. */
@Command(
    name = "heliograph",
    description = "Measures a Nostr relay.",
    mixinStandardHelpOptions = true,
    subcommands = {
      TortureCommand.class,
      AttackCommand.class,
      SoakCommand.class,
      BenchCommand.class
    })
public final class Bench {
  /** The root of the commands. */
  public Bench() {}

  /** Runs the command named by the first argument and exits with its code. */
  public static void main(String[] arguments) throws IOException {
    System.exit(Commands.run(new Bench(), arguments));
  }
}
