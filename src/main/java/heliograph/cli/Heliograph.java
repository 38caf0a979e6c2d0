package heliograph.cli;

import java.io.IOException;
import picocli.CommandLine.Command;

/** The command line: all commands by name. */
@Command(
    name = "heliograph",
    description = "A Nostr relay.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ImportCommand.class,
      ExportCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      CompactCommand.class,
      ReindexCommand.class,
      MaintainCommand.class,
      StatusCommand.class,
      StopCommand.class,
      ReloadCommand.class,
      ConfigCommand.class,
      StatsCommand.class,
      ScanCommand.class,
      DeleteCommand.class,
      VerifyCommand.class,
      KeyCommand.class,
      PublishCommand.class,
      QueryCommand.class,
      InfoCommand.class,
      EncodeCommand.class,
      DecodeCommand.class,
      ReconcileCommand.class,
      ManageCommand.class,
      VersionCommand.class,
      CompletionCommand.class
    })
public final class Heliograph {
  Heliograph() {}

  /** Runs the command named by the first argument and exits with its code. */
  public static void main(String[] arguments) throws IOException {
    System.exit(Commands.run(new Heliograph(), arguments));
  }
}
