package heliograph.cli;

import java.io.IOException;
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
      InfoCommand.class,
      EncodeCommand.class,
      DecodeCommand.class,
      ReconcileCommand.class,
      ManageCommand.class,
      VersionCommand.class
    })
public final class Heliograph {
  private Heliograph() {}

  /** Runs the command named by the first argument and exits with its code. */
  public static void main(String[] arguments) throws IOException {
    System.exit(Commands.run(new Heliograph(), arguments));
  }
}
